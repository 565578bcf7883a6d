/** The models table folded to families: same filter, columns and order, one row for the replicas of a recipe. */
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo, type ReactNode } from "react";
import { useBulkWrites } from "../bulk/queries.ts";
import type { Family } from "../../../api/families.ts";
import type { ModelsSearch } from "../../../api/queries.ts";
import type { ModelRow } from "../../../api/types.ts";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { asSentence, failureOf } from "../../../lib/failure.ts";
import { modelParams } from "../../../lib/paths.ts";
import { toasts } from "../../../lib/toasts.ts";
import { DataTable, type RowDoings } from "../../../components/grid/DataTable.tsx";
import type { GridColumn } from "../../../components/grid/grid.ts";
import type { TableQuery } from "../useTableQuery.ts";
import { PeekBeside } from "../peek/PeekBeside.tsx";
import { usePeek } from "../peek/usePeek.ts";
import { foldColumns } from "./foldColumns.tsx";
import { whereFamily, type FoldRow } from "./foldRows.ts";
import { FoldStatus } from "./FoldStatus.tsx";
import { TooManyToFold } from "./TooManyToFold.tsx";
import { ShownRows } from "../ShownRows.tsx";
import { StatusLine } from "../StatusLine.tsx";
import type { AskForColumn } from "../filter/useColumnWish.ts";
import { useBeside } from "../table/useBeside.tsx";
import { useColumnStore } from "../table/useColumnStore.ts";
import type { ModelSelection } from "../useSelection.ts";
import { useFamilySelection } from "./useFamilySelection.ts";
import { useFoldRows } from "./useFoldRows.ts";

export interface FoldedTableProps {
  query: TableQuery;
  search: ModelsSearch;
  columns: readonly GridColumn<ModelRow>[];
  rowHeight: number;
  selection: ModelSelection;
  onFilterColumn: AskForColumn | undefined;
  /** What stands beside the count. */
  beside: ReactNode;
}

/** Shown in place of the table while the address says `fold=family`. */
export function FoldedTable(props: FoldedTableProps) {
  const { query, search, columns, rowHeight, selection, beside } = props;
  const t = useMessages();
  const navigate = useNavigate();
  const rows = useFoldRows(search);
  const { toggle } = rows;
  const { where } = query;
  const peek = usePeek(query, rows.source, peeked);
  const shown = useMemo(
    () => foldColumns(columns, t, { toggle, alone: (family) => ({ where: whereFamily(where, family) }) }),
    [columns, t, toggle, where],
  );
  const writes = useBulkWrites();
  const collect = useCallback(
    async (family: Family) => {
      const inside = { where: whereFamily(where, family), sort: "", columns: "id" };
      try {
        return await writes.collect(inside, new AbortController().signal, () => undefined);
      } catch (error) {
        toasts.show(asSentence(failureOf(error).message), "bad");
        return [];
      }
    },
    [writes, where],
  );
  const { get } = rows.source;
  const chosen = useFamilySelection(selection, { find: rows.find, collect, get });
  const store = useColumnStore(query);
  const { on: models, beside: panels } = useBeside(query, props.onFilterColumn);

  const limit = foldLimit(rows.error);

  function open(row: FoldRow): void {
    if (row.kind === "model") void navigate({ to: "/models/$dataset/$model", params: modelParams(row.id) });
    else if (row.kind === "family") toggle(row.family);
    else query.change({ where: whereFamily(where, row.family), fold: null });
  }
  const on: RowDoings<FoldRow> = {
    open,
    value: (row, key) => row.kind === "model" && models.value(row.row, key),
    headingEntries: (key) => models.headingEntries(key),
    cellEntries: (row, key) => (row.kind === "model" ? models.cellEntries(row.row, key) : []),
  };
  return (
    <>
      <StatusLine
        count={<FoldStatus rows={rows} />}
        shown={<ShownRows sight={rows.sight} total={rows.total?.families ?? null} />}
        fresh={rows.fresh}
      >
        {beside}
      </StatusLine>
      {limit !== null && <TooManyToFold limit={limit} query={query} onFilterColumn={props.onFilterColumn} />}
      {rows.error !== null && limit === null && <ErrorNotice error={rows.error} onRetry={rows.retry} />}
      {limit === null && (rows.total !== null || rows.error === null) && (
        <PeekBeside id={query.peek} columns={columns.map((one) => one.key)} onClose={peek.close}>
          <DataTable
            label={t.tools.fold.grid}
            columns={shown}
            source={peek.source}
            rowHeight={rowHeight}
            store={store}
            selection={chosen}
            on={on}
          />
        </PeekBeside>
      )}
      {panels}
    </>
  );
}

/** How many models can be folded, where that is what was wrong. */
function foldLimit(error: unknown): number | null {
  const { code, details } = failureOf(error);
  return code === "query_limit" && typeof details["limit"] === "number" ? details["limit"] : null;
}

function peeked(row: FoldRow): string {
  return row.kind === "model" ? row.id : row.family.id;
}
