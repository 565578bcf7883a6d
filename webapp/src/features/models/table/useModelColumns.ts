/** The columns of the table as the address has them, or the usual ones, with the look that their values ask for. */
import { useMemo } from "react";
import type { ModelRow } from "../../../api/types.ts";
import type { GridColumn } from "../../../components/grid/grid.ts";
import type { ColumnStore } from "../../../components/grid/useColumns.ts";
import { useLocale } from "../../../i18n/messages.ts";
import { DEFAULT_COLUMNS } from "../rowsSearch.ts";
import type { TableQuery } from "../useTableQuery.ts";
import { gridColumns, numericKeys } from "./columns.tsx";

export interface ModelColumns {
  /** The keys that are shown, in order, without the ID. */
  keys: readonly string[];
  columns: GridColumn<ModelRow>[];
}

const NO_ROWS: readonly ModelRow[] = [];

/** Lay the columns out; `rows` tell which of them hold numbers. */
export function useModelColumns(query: TableQuery, rows: readonly ModelRow[] = NO_ROWS): ModelColumns {
  const { messages: t, language } = useLocale();
  const { columns: asked, pinned, widths } = query;
  const keys = asked.length > 0 ? asked : DEFAULT_COLUMNS;
  const columns = useMemo(
    () => gridColumns({ keys, pinned, widths, numeric: numericKeys(keys, rows) }, { t, language }),
    [keys, pinned, widths, t, language, rows],
  );
  return { keys, columns };
}

/** What the table tells of its columns, put into the address: order, pins, widths, sort. The ID is not part of it. */
export function useColumnStore(query: TableQuery): ColumnStore {
  const { sort, change, setWidth, setSort } = query;
  return useMemo(
    () => ({
      sort,
      onSort: setSort,
      onResize: setWidth,
      onArrange: ({ columns, pinned }) => change({ columns, pinned }),
    }),
    [sort, change, setWidth, setSort],
  );
}
