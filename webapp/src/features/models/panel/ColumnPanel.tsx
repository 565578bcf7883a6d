/**
 * The panel of columns beside the table: every key there is, to be shown, ordered, pinned and sized while the table
 * follows. Nothing waits for an Apply. Loaded when first opened.
 */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { lazy, memo, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { INPUT } from "../../../components/controls/TextField.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { afterPaint } from "../../../components/useAhead.ts";
import { useMessages } from "../../../i18n/messages.ts";
import { keyCatalogue, type KeyRow, type KeyType } from "../keys.ts";
import { DEFAULT_COLUMNS, MOST_COLUMNS } from "../rowsSearch.ts";
import { FIELD_COLUMNS } from "../table/columns.tsx";
import type { TableQuery } from "../useTableQuery.ts";
import { views as viewsQuery } from "../views/views.ts";
import { fromViewState } from "../views/viewState.ts";
import { leafOf, remembered, withHidden, withShown } from "./columnSet.ts";
import { linesOf, matching, panelKeys } from "./keyTree.ts";
import { KeyTree } from "./KeyTree.tsx";
import { PanelNothing, PanelTabs, type Tab } from "./PanelTabs.tsx";

const ShownList = lazy(async () => ({ default: (await import("./ShownList.tsx")).ShownList }));
const ALL_OPEN: ReadonlySet<string> = new Set();

export interface ColumnPanelProps {
  /** What is shown, in order. */
  shown: readonly string[];
  query: TableQuery;
  /** Keys that are younger are new. */
  since: string;
  onClose: () => void;
}

/** Shown while it is rendered. */
export const ColumnPanel = memo(function ColumnPanel(props: ColumnPanelProps) {
  const { shown: settled, query, since, onClose } = props;
  const t = useMessages();
  const [tab, setTab] = useState<Tab>("all");
  const [search, setSearch] = useState("");
  const [types, setTypes] = useState<ReadonlySet<KeyType>>(new Set());
  const [closed, setClosed] = useState(ALL_OPEN);
  const [full, setFull] = useState(false);
  const [shown, setShown] = useShown(settled, query.setColumns);
  const readOrder = useColumnOrder(settled);
  const found = usePanelKeys(query.where, since);
  const shownSet = useMemo(() => new Set(shown), [shown]);
  const rows = tab === "varying" ? found.varying : tab === "new" ? found.fresh : found.all;
  const failed = tab === "varying" ? found.varyingFailed : found.failed;
  const keys = useMemo(
    () => panelKeys(rows, tab === "all" ? FIELD_COLUMNS : [], t.fields),
    [rows, tab, t.fields],
  );
  const fitting = useMemo(() => matching(keys, { search, types }), [keys, search, types]);
  const lines = useMemo(() => linesOf(fitting, search === "" ? closed : ALL_OPEN), [fitting, closed, search]);
  const labelOf = (key: string): string => t.fields[key as keyof typeof t.fields] ?? leafOf(key);

  function show(wanted: readonly string[], visible: boolean): void {
    const next = visible ? withShown(shown, wanted, readOrder()) : withHidden(shown, wanted);
    setFull(visible && wanted.some((key) => !next.includes(key)));
    setShown(next);
  }
  function open(group: string, isOpen: boolean): void {
    const next = new Set(closed);
    if (isOpen) next.delete(group);
    else next.add(group);
    setClosed(next);
  }
  return (
    <section
      aria-label={t.panel.title}
      className="flex w-full flex-col overflow-hidden rounded-md border border-line bg-surface md:w-[25rem]"
    >
      <header className="flex flex-col gap-2 border-b border-line p-2">
        <div className="flex items-center gap-2">
          <input
            // The panel was asked for just now.
            autoFocus
            type="search"
            aria-label={t.panel.find}
            placeholder={t.panel.find}
            autoComplete="off"
            spellCheck={false}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className={`${INPUT} bg-sunken`}
          />
          <Button look="quiet" square aria-label={t.panel.close} onClick={onClose}>
            <X aria-hidden size={16} />
          </Button>
        </div>
        <PanelTabs
          tab={tab}
          onTab={setTab}
          counts={{
            all: found.total,
            shown: shown.length,
            varying: found.varyingCount,
            new: found.fresh.length,
          }}
          types={types}
          onTypes={setTypes}
        />
      </header>
      {tab === "shown" ? (
        <Suspense fallback={<Skeleton lines={6} />}>
          <ShownList
            keys={shown.filter((key) => matchesText(key, labelOf(key), search))}
            labelOf={labelOf}
            query={query}
            onHide={(key) => show([key], false)}
          />
        </Suspense>
      ) : (
        <>
          <PanelHeads />
          {lines.length > 0 && (
            <KeyTree lines={lines} shown={shownSet} models={found.models} onShow={show} onOpen={open} />
          )}
          {failed && <ErrorNotice error={failed.error} onRetry={failed.retry} />}
          {lines.length === 0 && !failed && (
            <PanelNothing tab={tab} filtered={keys.length > 0} loading={found.loading} />
          )}
        </>
      )}
      {full && (
        <p role="status" className="border-t border-line bg-warn-soft px-3 py-1.5 text-warn">
          {t.panel.full(MOST_COLUMNS)}
        </p>
      )}
      <PanelFoot query={query} found={found} onShow={(wanted) => show(wanted, true)} />
    </section>
  );
});

function matchesText(key: string, label: string, search: string): boolean {
  const part = search.trim().toLowerCase();
  return key.toLowerCase().includes(part) || label.toLowerCase().includes(part);
}

/** More columns than that at once no person reads. */
const MOST_AT_ONCE = 50;

interface PanelFootProps {
  query: TableQuery;
  found: PanelKeys;
  onShow: (keys: readonly string[]) => void;
}

/** What the panel does to many columns at once: hide all, show what varies, copy a view's, reset. */
function PanelFoot({ query, found, onShow }: PanelFootProps) {
  const t = useMessages();
  const { data: views = [] } = useQuery(viewsQuery());
  const varying = found.varying.map((row) => row.key);
  const count = found.varyingCount ?? 0;

  function copy(id: string): void {
    const view = views.find((one) => one.id === id);
    if (view === undefined) return;
    const { columns, pinned, widths } = fromViewState(view.state, DEFAULT_COLUMNS);
    query.change({ columns: columns.length > 0 ? columns : DEFAULT_COLUMNS, pinned, widths });
  }
  return (
    <footer className="flex flex-wrap items-center gap-1.5 border-t border-line bg-surface p-2">
      {found.lookedAt < found.matched && (
        <p className="w-full px-1 text-[0.86rem] text-muted">
          {t.panel.sampled(found.lookedAt, found.matched)}
        </p>
      )}
      <Button onClick={() => query.change({ columns: ["title"], pinned: [] })}>{t.panel.hideAll}</Button>
      {count > 0 && (
        <Button onClick={() => onShow(varying.slice(0, MOST_AT_ONCE))}>
          {count > MOST_AT_ONCE ? t.panel.showVaryingFirst(MOST_AT_ONCE, count) : t.panel.showVarying(count)}
        </Button>
      )}
      {views.length > 0 && (
        <select
          aria-label={t.panel.copyFrom}
          value=""
          onChange={(event) => copy(event.target.value)}
          className="tap w-44 min-w-0 border border-rim bg-surface px-2!"
        >
          <option value="" disabled>
            {t.panel.copyFrom}
          </option>
          {views.map((view) => (
            <option key={view.id} value={view.id}>
              {view.name}
            </option>
          ))}
        </select>
      )}
      <Button
        look="quiet"
        className="ml-auto"
        onClick={() => query.change({ columns: [], pinned: [], widths: new Map() })}
      >
        {t.panel.reset}
      </Button>
    </footer>
  );
}

/** The line above the keys of the panel. Display only. */
function PanelHeads() {
  const t = useMessages();
  const { key, type, coverage, distinct } = t.panel.heads;
  return (
    <p aria-hidden className="flex gap-2 border-b border-line py-1 pr-2 pl-7 text-[0.82rem] text-muted">
      <span className="grow">{key}</span>
      <span className="w-24 shrink-0">{type}</span>
      <span className="w-11 shrink-0 text-right">{coverage}</span>
      <span className="w-12 shrink-0 text-right">{distinct}</span>
    </p>
  );
}

const STORED = "modelbase.columns.order";

/** The order of everything that was shown in this tab, so that a hidden column comes back to where it was. */
function useColumnOrder(shown: readonly string[]): () => readonly string[] {
  useEffect(() => write(remembered(read(), shown)), [shown]);
  return read;
}

function read(): readonly string[] {
  try {
    const value: unknown = JSON.parse(window.sessionStorage.getItem(STORED) ?? "[]");
    return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
  } catch {
    return [];
  }
}

function write(order: readonly string[]): void {
  try {
    window.sessionStorage.setItem(STORED, JSON.stringify(order));
  } catch {
    // Without storage a column comes back at the end of its group.
  }
}

/**
 * What is shown, as the panel was told last: a press is answered in the next frame, and the table, which takes longer to
 * draw, follows after it.
 */
function useShown(
  settled: readonly string[],
  apply: (columns: readonly string[]) => void,
): [readonly string[], (columns: readonly string[]) => void] {
  const [asked, setAsked] = useState({ settled, columns: settled });
  const cancel = useRef(() => {});
  const latest = useRef(apply);
  useEffect(() => {
    latest.current = apply;
  }, [apply]);
  function ask(columns: readonly string[]): void {
    setAsked({ settled, columns });
    cancel.current();
    cancel.current = afterPaint(() => latest.current(columns));
  }
  // What comes from elsewhere since then is what counts.
  return [asked.settled === settled ? asked.columns : settled, ask];
}

interface PanelKeys {
  all: readonly KeyRow[];
  varying: readonly KeyRow[];
  fresh: readonly KeyRow[];
  /** Null until known. */
  total: number | null;
  varyingCount: number | null;
  /** Models of the whole catalogue. */
  models: number;
  /** Models of the filter, and how many of them were looked at for what varies. */
  matched: number;
  lookedAt: number;
  failed: Failed | null;
  /** The filter may be one that the server refuses. */
  varyingFailed: Failed | null;
  loading: boolean;
}

interface Failed {
  error: unknown;
  retry: () => void;
}

const NONE: readonly KeyRow[] = [];

/** What the panel lists: the whole catalogue, of it what varies in the filter, and what is new. */
function usePanelKeys(where: string, since: string): PanelKeys {
  const all = useWhole("", false);
  const varying = useWhole(where, true);
  const fresh = useMemo(
    () => (since === "" ? NONE : all.rows.filter((row) => (row.first_seen ?? "") > since)),
    [all.rows, since],
  );
  return {
    all: all.rows,
    varying: varying.rows,
    fresh,
    total: all.last?.keys ?? null,
    varyingCount: varying.last?.total ?? null,
    models: all.last?.models ?? 0,
    matched: varying.last?.models ?? 0,
    lookedAt: varying.last?.looked_at ?? 0,
    failed: all.error === null ? null : all,
    varyingFailed: varying.error === null ? null : varying,
    loading: all.isPending || (varying.isPending && varying.error === null),
  };
}

function useWhole(where: string, varying: boolean) {
  const { data, hasNextPage, isFetchingNextPage, isError, isPending, error, fetchNextPage, refetch } =
    useInfiniteQuery(keyCatalogue(where, varying));
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  return { rows: data?.rows ?? NONE, last: data?.last, isPending, error, retry: () => void refetch() };
}
