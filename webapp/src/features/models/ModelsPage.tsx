/** The models table: the landing page. The address holds filter, order and columns; rows come as they are seen. */
import { Download, Layers2 } from "lucide-react";
import { lazy, memo, Suspense, useMemo, useState } from "react";
import type { ModelsSearch } from "../../api/queries.ts";
import { Button } from "../../components/controls/Button.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { writeColumns, writeSort } from "../../components/grid/codec.ts";
import { ROW_HEIGHT } from "../../components/grid/grid.ts";
import { useTitle } from "../../components/layout/Page.tsx";
import { useActions } from "../../components/useActions.ts";
import { usePreferences } from "../../components/usePreferences.ts";
import { useMessages } from "../../i18n/messages.ts";
import { FilterBar } from "./filter/FilterBar.tsx";
import { faultOf } from "./filter/FilterFault.tsx";
import { useColumnWish } from "./filter/useColumnWish.ts";
import { unfolded } from "./fold/foldRows.ts";
import { ColumnsBeside, ColumnsButton, useColumnPanel } from "./panel/ColumnsBeside.tsx";
import { PlotAbove, PlotButton } from "./plots/PlotAbove.tsx";
import { qualified, rowsSearch } from "./rowsSearch.ts";
import { SelectionBar } from "./SelectionBar.tsx";
import { SortChips } from "./SortChips.tsx";
import { ShownRows, StatusLine } from "./StatusLine.tsx";
import { ModelsTable } from "./table/ModelsTable.tsx";
import { useModelColumns } from "./table/useModelColumns.ts";
import { type ModelRows, useModelRows } from "./useModelRows.ts";
import { useSelection } from "./useSelection.ts";
import { type TableQuery, useTableQuery } from "./useTableQuery.ts";
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

/** How many models there are, told to the eye and, politely, to the ear. */
function TableStatus({ rows }: { rows: ModelRows }) {
  const t = useMessages();
  const { first } = rows;
  const total = first && (first.total ?? first.rows.length);
  return (
    <p role="status" className="font-medium">
      {total !== null && (first?.totalExact ? t.models.count(total) : t.models.about(total))}
    </p>
  );
}

/** Folds the table to families and opens it again. */
const FoldButton = memo(function FoldButton({ query }: { query: TableQuery }) {
  const t = useMessages();
  const { fold, change } = query;
  const offered = useMemo(() => {
    const run = (): void =>
      change((before) => (before.fold === null ? { fold: "family" } : unfolded(before)));
    return [{ id: "fold", label: t.tools.fold.command, group: t.app.groups.table, run }];
  }, [t, change]);
  useActions(offered);
  return (
    <Button
      aria-pressed={fold !== null}
      className={fold === null ? "" : "border-accent! bg-accent-soft! text-accent!"}
      onClick={() => offered[0]?.run()}
    >
      <Layers2 aria-hidden size={15} />
      <span className="sr-only sm:not-sr-only">{t.tools.fold.button}</span>
    </Button>
  );
});

const ExportDialog = lazy(async () => ({
  default: (await import("./exporting/ExportDialog.tsx")).ExportDialog,
}));

interface ExportButtonProps {
  search: ModelsSearch;
  /** The columns as they are shown, the ID first. */
  columns: readonly string[];
  total: number | null;
  folded: boolean;
}

/** Opens the export of what the table shows. */
const ExportButton = memo(function ExportButton(props: ExportButtonProps) {
  const { search, columns, total, folded } = props;
  const t = useMessages();
  const [open, setOpen] = useState(false);
  const offered = useMemo(
    () => [
      { id: "export", label: t.tools.export.command, group: t.app.groups.table, run: () => setOpen(true) },
    ],
    [t],
  );
  useActions(offered);
  return (
    <>
      <Button aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Download aria-hidden size={15} />
        <span className="sr-only sm:not-sr-only">{t.tools.export.button}</span>
      </Button>
      <Suspense>
        {open && (
          <ExportDialog
            search={search}
            columns={columns}
            total={total}
            folded={folded}
            onClose={() => setOpen(false)}
          />
        )}
      </Suspense>
    </>
  );
});
