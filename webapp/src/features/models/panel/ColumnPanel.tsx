/**
 * The panel of columns beside the table: every key there is, to be shown, ordered, pinned and sized while the table
 * follows. Nothing waits for an Apply. Loaded when first opened.
 */
import { X } from "lucide-react";
import { lazy, memo, Suspense, useMemo, useState } from "react";
import type { KeyType } from "../keys.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { INPUT } from "../../../components/controls/TextField.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import type { TableQuery } from "../useTableQuery.ts";
import { FIELD_COLUMNS } from "../table/columns.tsx";
import { MOST_COLUMNS } from "../rowsSearch.ts";
import { leafOf, withHidden, withShown } from "./columnSet.ts";
import { KeyTree } from "./KeyTree.tsx";
import { linesOf, matching, panelKeys } from "./keyTree.ts";
import { PanelFoot } from "./PanelFoot.tsx";
import { PanelHeads } from "./PanelHeads.tsx";
import { PanelNothing } from "./PanelNothing.tsx";
import { PanelTabs, type Tab } from "./PanelTabs.tsx";
import { useColumnOrder } from "./useColumnOrder.ts";
import { usePanelKeys } from "./usePanelKeys.ts";
import { useShown } from "./useShown.ts";

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
