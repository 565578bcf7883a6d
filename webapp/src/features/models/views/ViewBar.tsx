/** The saved views as a strip of links, and what can be done with the one that is shown. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Ellipsis, Link2, Plus, RotateCcw, Save, Star, Users } from "lucide-react";
import { lazy, memo, Suspense, useCallback, useMemo, useRef, useState } from "react";
import { me as meQuery } from "../../../api/queries.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { writeTableState } from "../../../components/grid/codec.ts";
import { useActions } from "../../../components/useActions.ts";
import { useMessages } from "../../../i18n/messages.ts";
import { stringifySearch } from "../../../lib/address.ts";
import { failureOf } from "../../../lib/failure.ts";
import { toasts } from "../../../lib/toasts.ts";
import { DEFAULT_COLUMNS } from "../rowsSearch.ts";
import type { TableQuery } from "../useTableQuery.ts";
import { ALL, defaultView, opened, type Views } from "./useViews.ts";
import { useReplaceView, type View } from "./views.ts";
import { toViewState } from "./viewState.ts";
import { serverAddress } from "../../../lib/paths.ts";

const SaveView = lazy(async () => ({ default: (await import("./SaveView.tsx")).SaveView }));
const AllViews = lazy(async () => ({ default: (await import("./AllViewsButton.tsx")).AllViewsButton }));

/** More than these are in the menu of all views. */
const SHOWN = 7;
const TAB =
  "tap inline-flex items-center gap-1.5 border border-transparent whitespace-nowrap text-muted hover:bg-sunken hover:text-text aria-[current=page]:border-line aria-[current=page]:bg-surface aria-[current=page]:font-semibold aria-[current=page]:text-text";

/** Above the table. */
export const ViewBar = memo(function ViewBar({ query, views }: { query: TableQuery; views: Views }) {
  const t = useMessages();
  const words = t.tools.views;
  const me = useQuery(meQuery());
  const [saving, setSaving] = useState(false);
  const saveAs = useCallback(() => setSaving(true), []);
  const offered = useMemo(
    () => [{ id: "view-save-as", label: words.saveAsCommand, group: t.app.groups.view, run: saveAs }],
    [t, words, saveAs],
  );
  useActions(offered);
  const { list, current } = views;
  const shown = strip(list, current);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-1 gap-y-1.5">
        <nav
          aria-label={words.title}
          className="flex min-w-0 items-center gap-0.5 overflow-x-auto p-0.5 -m-0.5"
        >
          <Link
            to="/"
            search={defaultView(list) === null ? {} : { view: ALL }}
            // Else a bare address counts as any other.
            activeOptions={{ exact: true }}
            aria-current={current === null ? "page" : undefined}
            activeProps={{}}
            className={TAB}
          >
            {words.all}
          </Link>
          {shown.map((view) => (
            <Tab key={view.id} view={view} active={view === current} edited={views.edited} />
          ))}
        </nav>
        {list.length > shown.length && (
          <Suspense>
            <AllViews views={list} current={current} />
          </Suspense>
        )}
        <Button look="quiet" square aria-label={words.saveAsNew} onClick={saveAs}>
          <Plus aria-hidden size={16} />
        </Button>
        <ViewActions query={query} views={views} mayTeam={me.data?.role === "admin"} onSaveAs={saveAs} />
      </div>
      {views.unknown && (
        <p role="status" className="text-muted">
          {words.unknown}
        </p>
      )}
      {views.error !== null && <ErrorNotice error={views.error} onRetry={views.retry} />}
      <Suspense>
        {saving && (
          <SaveView
            state={query}
            mayTeam={me.data?.role === "admin"}
            onSaved={(view) => query.change({ ...opened(view) })}
            onClose={() => setSaving(false)}
          />
        )}
      </Suspense>
    </div>
  );
});

function Tab({ view, active, edited }: { view: View; active: boolean; edited: boolean }) {
  const t = useMessages();
  const words = t.tools.views;
  return (
    <Link
      to="/"
      // A view's link holds its whole state, so that what is seen is what is shared.
      search={writeTableState(opened(view))}
      aria-current={active ? "page" : undefined}
      activeProps={{}}
      className={TAB}
    >
      {view.scope === "team" && <Users aria-label={words.team} size={13} className="text-muted" />}
      <span className="max-w-56 truncate">{view.name}</span>
      {view.default && <Star aria-label={words.isDefault} size={12} className="fill-current text-warn" />}
      {active && edited && (
        <span className="rounded-full bg-warn-soft px-1.5 text-[0.82rem] font-medium text-warn">
          {words.edited}
        </span>
      )}
    </Link>
  );
}

/** The views of the strip: defaults first, then by name, and the shown one always. */
function strip(list: readonly View[], current: View | null): readonly View[] {
  const order = list.toSorted(
    (one, other) => Number(other.default) - Number(one.default) || one.name.localeCompare(other.name),
  );
  const first = order.slice(0, SHOWN);
  return current === null || first.includes(current) ? first : [...first.slice(0, -1), current];
}

const ViewMenu = lazy(async () => ({ default: (await import("./ViewMenu.tsx")).ViewMenu }));
const ViewConflict = lazy(async () => ({ default: (await import("./ViewConflict.tsx")).ViewConflict }));

interface ViewActionsProps {
  query: TableQuery;
  views: Views;
  mayTeam: boolean;
  onSaveAs: () => void;
}

/** What can be done with the shown view: save, save as, reset; rename, make default, delete; copy its link. */
function ViewActions({ query, views, mayTeam, onSaveAs }: ViewActionsProps) {
  const t = useMessages();
  const words = t.tools.views;
  const { current, edited } = views;
  const trigger = useRef<HTMLButtonElement>(null);
  const [menu, setMenu] = useState(false);
  const replace = useReplaceView();
  const mayChange = current !== null && (current.scope === "personal" || mayTeam);
  const conflict = replace.error !== null && failureOf(replace.error).code === "edited_meanwhile";

  const offered = useMemo(() => {
    const save = { id: "view-save", label: words.saveCommand, group: t.app.groups.view };
    const reset = { id: "view-reset", label: words.resetCommand, group: t.app.groups.view };
    if (current === null || !edited) return [];
    return [
      ...(mayChange ? [{ ...save, run: () => keep(current, current.revision) }] : []),
      { ...reset, run: () => query.change(opened(current)) },
    ];
    // The rest of what `keep` reads is in `query`, too.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [t, words, current, edited, mayChange, query]);
  useActions(offered);

  function keep(view: View, revision?: number): void {
    const { name, scope } = view;
    const body = { name, scope, state: toViewState(query, DEFAULT_COLUMNS) };
    replace.mutate(
      { id: view.id, body, ...(revision !== undefined && { revision }) },
      { onSuccess: () => toasts.show(words.saved(name)) },
    );
  }
  return (
    <span className="flex flex-wrap items-center gap-1">
      {current && edited && (
        <>
          {mayChange && (
            <Button
              look="primary"
              disabled={replace.isPending}
              onClick={() => keep(current, current.revision)}
            >
              <Save aria-hidden size={14} />
              {words.save}
            </Button>
          )}
          <Button onClick={onSaveAs}>{words.saveAs}</Button>
          <Button look="quiet" onClick={() => query.change(opened(current))}>
            <RotateCcw aria-hidden size={14} />
            {words.reset}
          </Button>
        </>
      )}
      <CopyButton icon={Link2} label={words.copyLink} text={() => linkOf(query, views)} />
      {current && (
        <Button
          ref={trigger}
          look="quiet"
          square
          aria-label={words.more(current.name)}
          aria-haspopup="menu"
          aria-expanded={menu}
          onClick={() => setMenu(true)}
        >
          <Ellipsis aria-hidden size={16} />
        </Button>
      )}
      {replace.error !== null && !conflict && (
        <ErrorNotice error={replace.error} title={words.notSaved} onRetry={() => replace.reset()} />
      )}
      <Suspense>
        {current && (
          <ViewMenu
            open={menu}
            view={current}
            trigger={trigger}
            may={{ change: mayChange, team: mayTeam }}
            onSaveAs={onSaveAs}
            onGone={() => query.change({ view: "" })}
            onClose={() => setMenu(false)}
          />
        )}
        {current && conflict && (
          <ViewConflict
            name={current.name}
            onMine={() => keep(current)}
            onTheirs={() => {
              replace.reset();
              query.change(opened(current));
            }}
            onSaveAs={() => {
              replace.reset();
              onSaveAs();
            }}
            onClose={() => replace.reset()}
          />
        )}
      </Suspense>
    </span>
  );
}

/**
 * The team's view as it was saved is named, so that the link follows it; anything else goes with its whole state,
 * without the name of a view that no person else can see.
 */
function linkOf(query: TableQuery, { current, edited }: Views): string {
  const team = current?.scope === "team";
  const state = { ...writeTableState({ ...query, peek: "" }), ...(!team && { view: "" }) };
  const search = team && !edited && query.plot === "" ? { view: current.id } : state;
  return `${serverAddress()}/${stringifySearch(search)}`;
}
