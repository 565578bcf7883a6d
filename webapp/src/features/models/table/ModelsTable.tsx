/** The rows of the models page with the peek beside them, or what stands where there are none. */
import { useQueries } from "@tanstack/react-query";
import { Layers, SearchX, X } from "lucide-react";
import { useRights } from "../../../api/rights.ts";
import type { ModelRow } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { Snippet } from "../../../components/controls/Snippet.tsx";
import { EmptyState } from "../../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { DataTable } from "../../../components/grid/DataTable.tsx";
import { type GridColumn, ROW_HEIGHT } from "../../../components/grid/grid.ts";
import type { Selection } from "../../../components/grid/selection.ts";
import { usePreferences } from "../../../components/usePreferences.ts";
import { useMessages } from "../../../i18n/messages.ts";
import { type Group, readQuery, writeGroup, writeQuery } from "../../../lib/query/query.ts";
import { splitSearch } from "../../../lib/query/search.ts";
import type { AskForColumn } from "../filter/useColumnWish.ts";
import { countModels } from "../keys.ts";
import { PeekBeside, usePeek } from "../peek/PeekBeside.tsx";
import type { ModelRows } from "../useModelRows.ts";
import type { TableQuery } from "../useTableQuery.ts";
import { useBeside } from "./useBeside.tsx";
import { useColumnStore } from "./useModelColumns.ts";

export interface ModelsTableProps {
  query: TableQuery;
  rows: ModelRows;
  columns: readonly GridColumn<ModelRow>[];
  selection: Selection;
  /** The filter could not be read, which is told where it is written. */
  fault: boolean;
  /** Begin a condition of a column in the filter bar. */
  onFilterColumn: AskForColumn | undefined;
}

/** A row for each model. */
export function ModelsTable(props: ModelsTableProps) {
  const { query, rows, columns, selection, fault } = props;
  const t = useMessages();
  const { density } = usePreferences();
  const peek = usePeek(query, rows.source, idOf);
  const store = useColumnStore(query);
  const { on, beside } = useBeside(query, props.onFilterColumn);
  // A filter that was wrong from the start has no older rows to keep.
  const clueless = fault && rows.settled === null;
  if (rows.first?.rows.length === 0 || clueless) {
    if (query.where === "") return <NoModels />;
    return <NothingFound where={query.where} wrong={clueless} onApply={query.setWhere} />;
  }
  return (
    <>
      {rows.error !== null && !fault && <ErrorNotice error={rows.error} onRetry={rows.retry} />}
      {(rows.settled !== null || rows.error === null) && (
        <PeekBeside id={query.peek} columns={columns.map((one) => one.key)} onClose={peek.close}>
          <DataTable
            label={t.models.grid}
            columns={columns}
            source={peek.source}
            rowHeight={ROW_HEIGHT[density]}
            store={store}
            selection={selection}
            on={on}
          />
        </PeekBeside>
      )}
      {beside}
    </>
  );
}

function idOf(row: ModelRow): string {
  return row.id;
}

const PUSH =
  "modelbase push ./checkpoint --args args.json \\\n  --dataset imagenet --arch resnet50 --metric top1=76.1";

/** The models table before the first push. */
function NoModels() {
  const t = useMessages();
  const { role } = useRights();
  if (role === "read_only") {
    return <EmptyState icon={<Layers size={34} />} title={t.models.empty} hint={t.access.emptyForReaders} />;
  }
  return (
    <EmptyState icon={<Layers size={34} />} title={t.models.empty} hint={t.models.emptyHint}>
      <Snippet code={PUSH} />
    </EmptyState>
  );
}

const MOST = 8;

interface NothingFoundProps {
  where: string;
  /** The filter could not be read; else nothing matches it. */
  wrong: boolean;
  onApply: (where: string) => void;
}

/** A filter in which nothing is found: what to leave out of it, and how much that would give. */
function NothingFound({ where, wrong, onApply }: NothingFoundProps) {
  const t = useMessages();
  const read = readQuery(where);
  const groups = "groups" in read ? read.groups : [];
  const ways =
    wrong || groups.length < 2
      ? []
      : groups.slice(0, MOST).map((group) => ({ group, left: without(groups, group) }));
  const counts = useQueries({ queries: ways.map(({ left }) => countModels(left)) });
  return (
    <EmptyState
      icon={<SearchX size={34} />}
      title={wrong ? t.filter.wrong : t.models.nothing}
      hint={wrong ? t.filter.mend : ways.length > 0 ? t.filter.loosen : t.models.nothingHint}
    >
      {ways.length > 0 && (
        <ul className="flex w-full max-w-xl flex-col gap-1.5">
          {ways.map(({ group, left }, at) => (
            <li key={left}>
              <Button className="w-full justify-start!" onClick={() => onApply(left)}>
                <X aria-hidden size={14} className="shrink-0 text-muted" />
                <span className="min-w-0 grow truncate text-left">
                  {t.filter.without(named(group, t.filter.searchFor))}
                </span>{" "}
                <span className="text-muted">
                  {counts[at]?.data !== undefined && t.filter.models(counts[at].data)}
                </span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Button look={ways.length > 0 ? "quiet" : "plain"} onClick={() => onApply("")}>
        {t.filter.clear}
      </Button>
    </EmptyState>
  );
}

function without(groups: readonly Group[], group: Group): string {
  return writeQuery(groups.filter((one) => one !== group));
}

function named(group: Group, searchFor: (text: string) => string): string {
  const { search } = splitSearch([group]);
  return search === "" ? writeGroup(group) : searchFor(search);
}
