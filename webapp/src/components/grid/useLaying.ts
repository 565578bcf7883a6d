/** Laying out the columns of a table for the screen that there is. */
import { useCallback } from "react";
import { layOut, type GridColumn, type GridRow, type Layout } from "./grid.ts";
import { useNarrow } from "./useNarrow.ts";

/** Another function when the screen has become another one. */
export function useLaying<Row extends GridRow>(): (columns: readonly GridColumn<Row>[]) => Layout<Row> {
  const narrow = useNarrow();
  const phone = useNarrow("phone");
  return useCallback((columns) => layOut(columns, narrow, phone), [narrow, phone]);
}
