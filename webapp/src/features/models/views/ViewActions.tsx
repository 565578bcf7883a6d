/** What can be done with the shown view: save, save as, reset; rename, make default, delete; copy its link. */
import { Ellipsis, Link2, RotateCcw, Save } from "lucide-react";
import { lazy, Suspense, useMemo, useRef, useState } from "react";
import { useReplaceView, type View } from "./views.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { useActions } from "../../../components/useActions.ts";
import { useMessages } from "../../../i18n/messages.ts";
import { failureOf } from "../../../lib/failure.ts";
import { toasts } from "../../../lib/toasts.ts";
import { stringifySearch } from "../../../lib/address.ts";
import { writeTableState } from "../../../components/grid/codec.ts";
import type { TableQuery } from "../useTableQuery.ts";
import { toViewState } from "./viewState.ts";
import { DEFAULT_COLUMNS } from "../rowsSearch.ts";
import { opened, type Views } from "./useViews.ts";

const ViewMenu = lazy(async () => ({ default: (await import("./ViewMenu.tsx")).ViewMenu }));
const ViewConflict = lazy(async () => ({ default: (await import("./ViewConflict.tsx")).ViewConflict }));

export interface ViewActionsProps {
  query: TableQuery;
  views: Views;
  mayTeam: boolean;
  onSaveAs: () => void;
}

/** Beside the strip. */
export function ViewActions({ query, views, mayTeam, onSaveAs }: ViewActionsProps) {
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
 * without the name of a view that nobody else can see.
 */
function linkOf(query: TableQuery, { current, edited }: Views): string {
  const team = current?.scope === "team";
  const state = { ...writeTableState({ ...query, peek: "" }), ...(!team && { view: "" }) };
  const search = team && !edited && query.plot === "" ? { view: current.id } : state;
  return `${window.location.origin}/${stringifySearch(search)}`;
}
