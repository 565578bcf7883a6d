/** The models table: the landing page. The address holds filter, order and columns; rows come as they are seen. */
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import type { ModelRow } from "../../api/types.ts";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { useTitle } from "../../components/Page.tsx";
import { Skeleton } from "../../components/Skeleton.tsx";
import { usePreferences } from "../../components/usePreferences.ts";
import { useMessages } from "../../i18n/messages.ts";
import { modelParams } from "../../lib/paths.ts";
import { nextSort, writeColumns, writeSort } from "../../table/codec.ts";
import { DataTable } from "../../table/DataTable.tsx";
import { ROW_HEIGHT } from "../../table/grid.ts";
import { SortChips } from "../../table/SortChips.tsx";
import { useTableQuery } from "../../table/useTableQuery.ts";
import { DEFAULT_COLUMNS, gridColumns, numericKeys, qualified } from "./columns.tsx";
import { ColumnsButton } from "./ColumnsButton.tsx";
import { FoldButton } from "./fold/FoldButton.tsx";
import { withoutSize } from "./fold/foldRows.ts";
import { ExportButton } from "./exporting/ExportButton.tsx";
import { faultOf } from "./filter/faultOf.ts";
import { FilterBar } from "./filter/FilterBar.tsx";
import { NothingFound } from "./filter/NothingFound.tsx";
import { NoModels } from "./NoModels.tsx";
import { PeekBeside } from "./peek/PeekBeside.tsx";
import { usePeek } from "./peek/usePeek.ts";
import { SelectionBar } from "./SelectionBar.tsx";
import { TableStatus } from "./TableStatus.tsx";
import { useModelRows } from "./useModelRows.ts";
import { useSelection } from "./useSelection.ts";
import { useViews } from "./views/useViews.ts";
import { ViewBar } from "./views/ViewBar.tsx";

const FoldedTable = lazy(async () => ({ default: (await import("./fold/FoldedTable.tsx")).FoldedTable }));

/** The page at `/`. */
export function ModelsPage() {
  const t = useMessages();
  const navigate = useNavigate();
  const { density } = usePreferences();
  const query = useTableQuery(qualified);
  const { where, sort, columns: asked } = query;
  const search = useMemo(
    () => ({ where, sort: withoutSize(writeSort(sort)), columns: writeColumns(asked) }),
    [where, sort, asked],
  );
  const rows = useModelRows(search);
  const selection = useSelection();
  const views = useViews(query);
  const peek = usePeek(query, rows.source, idOf);
  const keys = asked.length > 0 ? asked : DEFAULT_COLUMNS;
  const loaded = rows.settled?.rows;
  const columns = useMemo(() => gridColumns(keys, t, numericKeys(keys, loaded ?? [])), [keys, t, loaded]);
  const exported = useMemo(() => ({ ...search, columns: writeColumns(keys) }), [search, keys]);
  const foldedSearch = useMemo(() => ({ ...exported, sort: writeSort(sort) }), [exported, sort]);
  const [labels] = useState(() => ({ grid: t.models.grid, select: t.models.select }));
  useTitle(t.models.title);

  const fault = rows.error === null ? null : faultOf(rows.error, query.where);
  const nothing = rows.first?.rows.length === 0;
  // A filter that was wrong from the start has no older rows to keep.
  const clueless = fault !== null && rows.settled === null;
  const open = (row: ModelRow): void =>
    void navigate({ to: "/models/$dataset/$model", params: modelParams(row.id) });
  const beside = (
    <>
      <SortChips terms={query.sort} onChange={query.setSort} />
      <SelectionBar ids={selection.ids} onClear={selection.clear} />
    </>
  );
  const folded = query.fold !== null && !fault && !nothing;
  return (
    <div className="flex h-[max(34rem,calc(100dvh-3.5rem))] flex-col gap-3 px-4 py-3">
      <h1 className="sr-only">{t.models.title}</h1>
      <ViewBar query={query} views={views} />
      <div className="flex flex-wrap items-start gap-2">
        <FilterBar where={query.where} fault={fault} onApply={query.setWhere} />
        <ColumnsButton columns={keys} onChange={query.setColumns} onReset={() => query.setColumns([])} />
        <FoldButton query={query} />
        <ExportButton
          search={exported}
          columns={columns.map((column) => column.key)}
          total={rows.first?.total ?? null}
          folded={query.fold !== null}
        />
      </div>
      {folded ? (
        <Suspense fallback={<Skeleton />}>
          <FoldedTable
            query={query}
            search={foldedSearch}
            columns={columns}
            rowHeight={ROW_HEIGHT[density]}
            selection={selection}
            beside={beside}
          />
        </Suspense>
      ) : (
        <div className="flex min-h-[2.15rem] flex-wrap items-center gap-x-4 gap-y-2">
          <TableStatus rows={rows} />
          {beside}
        </div>
      )}
      {rows.error !== null && !fault && <ErrorNotice error={rows.error} onRetry={rows.retry} />}
      {nothing || clueless ? (
        where === "" ? (
          <NoModels />
        ) : (
          <NothingFound where={where} wrong={clueless} onApply={query.setWhere} />
        )
      ) : (
        !folded &&
        (rows.settled !== null || rows.error === null) && (
          <PeekBeside id={query.peek} columns={keys} onClose={peek.close}>
            <DataTable
              labels={labels}
              columns={columns}
              source={peek.source}
              rowHeight={ROW_HEIGHT[density]}
              sort={{
                terms: query.sort,
                by: (key, additive) => query.setSort(nextSort(query.sort, key, additive)),
              }}
              selection={selection}
              onOpen={open}
            />
          </PeekBeside>
        )
      )}
    </div>
  );
}

function idOf(row: ModelRow): string {
  return row.id;
}
