/** What is done with rows and values, with the panels that open for it: the whole of a value, a column's statistics. */
import { useCallback, useState, type ReactNode } from "react";
import type { ModelRow } from "../../../api/types.ts";
import type { RowDoings } from "../../../components/grid/DataTable.tsx";
import type { TableQuery } from "../useTableQuery.ts";
import { BesideTable, type Beside } from "./BesideTable.tsx";
import type { AskForColumn } from "../filter/useColumnWish.ts";
import { useRowDoings } from "./useRowDoings.ts";

/** The doings of a table of models, and what they have opened. */
export function useBeside(
  query: TableQuery,
  onFilterColumn: AskForColumn | undefined,
): { on: RowDoings<ModelRow>; beside: ReactNode } {
  const [open, setOpen] = useState<Beside>(null);
  const on = useRowDoings({
    where: query.where,
    onFilter: query.setWhere,
    onValue: useCallback((value) => setOpen({ value }), []),
    onFilterColumn,
    onStatistics: useCallback((statistics) => setOpen({ statistics }), []),
  });
  const beside = (
    <BesideTable open={open} where={query.where} onFilter={query.setWhere} onClose={() => setOpen(null)} />
  );
  return { on, beside };
}
