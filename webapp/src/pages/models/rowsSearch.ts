/** Which rows an address of the table asks for; told before the table itself is here. Pure. */
import type { ModelsSearch } from "../../api/queries.ts";
import { KEY_FIELDS } from "../../lib/query.ts";
import { readTableState, writeColumns, writeSort, type TableState } from "../../table/codec.ts";
import { withoutSize } from "./fold/foldRows.ts";

/** The whole key of a column: one that is neither a field nor in a room of its own is an arg. */
export function qualified(key: string): string {
  // `count` is what a folded table is sorted by: how many models a family has.
  return key in KEY_FIELDS || key === "count" || /^(args|metrics)\./.test(key) ? key : `args.${key}`;
}

/** What the rows of a table follow from. */
export function rowsSearch(state: Pick<TableState, "where" | "sort" | "columns">): ModelsSearch {
  const { where, sort, columns } = state;
  return { where, sort: withoutSize(writeSort(sort)), columns: writeColumns(columns) };
}

/** The same for the search parameters of an address. */
export function addressedRows(search: Record<string, unknown>): ModelsSearch {
  return rowsSearch(readTableState(search, qualified));
}
