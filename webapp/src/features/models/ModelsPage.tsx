/** The models table: the landing page. The address holds filter, order and columns; rows come as they are seen. */
import { lazy, Suspense, useMemo } from "react";
import { useTitle } from "../../components/layout/Page.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { usePreferences } from "../../components/usePreferences.ts";
import { useMessages } from "../../i18n/messages.ts";
import { writeColumns, writeSort } from "../../components/grid/codec.ts";
import { ROW_HEIGHT } from "../../components/grid/grid.ts";
import { SortChips } from "./SortChips.tsx";
import { useTableQuery } from "./useTableQuery.ts";
import { ColumnsButton } from "./ColumnsButton.tsx";
import { FoldButton } from "./fold/FoldButton.tsx";
import { ExportButton } from "./exporting/ExportButton.tsx";
import { faultOf } from "./filter/faultOf.ts";
import { FilterBar } from "./filter/FilterBar.tsx";
import { useColumnWish } from "./filter/useColumnWish.ts";
import { ModelsTable } from "./table/ModelsTable.tsx";
import { ColumnsBeside } from "./panel/ColumnsBeside.tsx";
import { useColumnPanel } from "./panel/useColumnPanel.ts";
import { PlotAbove } from "./plots/PlotAbove.tsx";
import { PlotButton } from "./plots/PlotButton.tsx";
import { qualified, rowsSearch } from "./rowsSearch.ts";
import { SelectionBar } from "./SelectionBar.tsx";
import { ShownRows } from "./ShownRows.tsx";
import { StatusLine } from "./StatusLine.tsx";
import { TableStatus } from "./TableStatus.tsx";
import { useModelColumns } from "./table/useModelColumns.ts";
import { useModelRows } from "./useModelRows.ts";
import { useSelection } from "./useSelection.ts";
import { useViews } from "./views/useViews.ts";
import { ViewBar } from "./views/ViewBar.tsx";

const FoldedTable = lazy(async () => ({ default: (await import("./fold/FoldedTable.tsx")).FoldedTable }));

/** The page at `/`. */
export function ModelsPage() {
  const t = useMessages();
  const { density } = usePreferences();
  const query = useTableQuery(qualified);
  const { where, sort, columns: asked } = query;
  const search = useMemo(() => rowsSearch({ where, sort, columns: asked }), [where, sort, asked]);
  const rows = useModelRows(search);
  const selection = useSelection(search, rows.first);
  const wish = useColumnWish(where);
  const views = useViews(query);
  const { keys, columns } = useModelColumns(query, rows.settled?.rows);
  const shown = useMemo(() => columns.map((column) => column.key), [columns]);
  const exported = useMemo(() => ({ ...search, columns: writeColumns(keys) }), [search, keys]);
  const foldedSearch = useMemo(() => ({ ...exported, sort: writeSort(sort) }), [exported, sort]);
  const { button, since, keys: known, close, toggle } = useColumnPanel(rows.settled !== null);
  useTitle(t.models.title);

  const fault = rows.error === null ? null : faultOf(rows.error, query.where);
  const nothing = rows.first?.rows.length === 0;
  const beside = (
    <>
      <SortChips terms={query.sort} onChange={query.setSort} />
      <SelectionBar ids={selection.ids} all={selection.all} onClear={selection.clear} />
    </>
  );
  const folded = query.fold !== null && !fault && !nothing;
  return (
    <div className="flex h-[max(34rem,calc(100dvh-3.5rem))] flex-col gap-3 px-4 py-3">
      <h1 className="sr-only">{t.models.title}</h1>
      <ViewBar query={query} views={views} />
      <div className="flex flex-wrap items-start gap-2">
        <FilterBar where={query.where} fault={fault} wish={wish} onApply={query.setWhere} />
        <ColumnsButton ref={button} shown={keys.length} keys={known} open={since !== null} onPress={toggle} />
        <FoldButton query={query} />
        <PlotButton query={query} />
        <ExportButton
          search={exported}
          columns={shown}
          total={rows.first?.total ?? null}
          folded={query.fold !== null}
        />
      </div>
      <PlotAbove query={query} columns={keys} selection={selection} />
      <ColumnsBeside since={since} shown={keys} query={query} onClose={close}>
        {folded ? (
          <Suspense fallback={<Skeleton />}>
            <FoldedTable
              query={query}
              search={foldedSearch}
              columns={columns}
              rowHeight={ROW_HEIGHT[density]}
              selection={selection}
              onFilterColumn={wish.begin}
              beside={beside}
            />
          </Suspense>
        ) : (
          <StatusLine
            count={<TableStatus rows={rows} />}
            shown={
              <ShownRows
                sight={rows.sight}
                total={rows.first?.total ?? null}
                exact={rows.first?.totalExact}
              />
            }
            fresh={rows.fresh}
          >
            {beside}
          </StatusLine>
        )}
        {!folded && (
          <ModelsTable
            query={query}
            rows={rows}
            columns={columns}
            selection={selection}
            fault={fault !== null}
            onFilterColumn={wish.begin}
          />
        )}
      </ColumnsBeside>
    </div>
  );
}
