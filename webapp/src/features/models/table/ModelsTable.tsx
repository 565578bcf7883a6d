/** The rows of the models page with the peek beside them, or what stands where there are none. */
import type { ModelRow } from "../../../api/types.ts";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { usePreferences } from "../../../components/usePreferences.ts";
import { useMessages } from "../../../i18n/messages.ts";
import { DataTable } from "../../../components/grid/DataTable.tsx";
import { ROW_HEIGHT, type GridColumn } from "../../../components/grid/grid.ts";
import type { Selection } from "../../../components/grid/selection.ts";
import type { TableQuery } from "../useTableQuery.ts";
import { NothingFound } from "../filter/NothingFound.tsx";
import type { AskForColumn } from "../filter/useColumnWish.ts";
import { NoModels } from "./NoModels.tsx";
import { PeekBeside } from "../peek/PeekBeside.tsx";
import { usePeek } from "../peek/usePeek.ts";
import { useBeside } from "./useBeside.tsx";
import { useColumnStore } from "./useColumnStore.ts";
import type { ModelRows } from "../useModelRows.ts";

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
