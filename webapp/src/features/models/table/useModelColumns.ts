/** The columns of the table as the address has them, or the usual ones, with the look that their values ask for. */
import { useMemo } from "react";
import type { ModelRow } from "../../../api/types.ts";
import { useLocale } from "../../../i18n/messages.ts";
import type { GridColumn } from "../../../components/grid/grid.ts";
import type { TableQuery } from "../useTableQuery.ts";
import { gridColumns, numericKeys } from "./columns.tsx";
import { DEFAULT_COLUMNS } from "../rowsSearch.ts";

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
