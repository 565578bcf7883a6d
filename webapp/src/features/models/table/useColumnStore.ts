/** What the table tells of its columns, put into the address: order, pins, widths, sort. The ID is not part of it. */
import { useMemo } from "react";
import type { TableQuery } from "../useTableQuery.ts";
import type { ColumnStore } from "../../../components/grid/useColumns.ts";

/** Bind a table's columns to the address. */
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
