/**
 * The address bar as the state of a table: what it says now, and how to change it. Holds no copy of its own.
 */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import {
  readColumns,
  readSort,
  readTableSearch,
  writeColumns,
  writeSort,
  type SortTerm,
  type TableSearch,
} from "./codec.ts";

export interface TableQuery {
  where: string;
  sort: SortTerm[];
  /** Empty where the address names none: the page's default columns. */
  columns: string[];
  setWhere: (where: string) => void;
  setSort: (terms: readonly SortTerm[]) => void;
  setColumns: (columns: readonly string[]) => void;
}

/** Read and change the table state of the page that is shown. */
export function useTableQuery(): TableQuery {
  const search: TableSearch = useSearch({ strict: false, select: readTableSearch, structuralSharing: true });
  const navigate = useNavigate();
  const change = useCallback(
    (part: TableSearch) =>
      void navigate({
        to: ".",
        search: (old: Record<string, unknown>) => readTableSearch({ ...old, ...part }),
      } as Parameters<typeof navigate>[0]),
    [navigate],
  );
  return useMemo(
    () => ({
      where: search.where ?? "",
      sort: readSort(search.sort ?? ""),
      columns: readColumns(search.columns ?? ""),
      setWhere: (where) => change({ where }),
      setSort: (terms) => change({ sort: writeSort(terms) }),
      setColumns: (columns) => change({ columns: writeColumns(columns) }),
    }),
    [search.where, search.sort, search.columns, change],
  );
}
