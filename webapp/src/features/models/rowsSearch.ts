/** Which rows an address of the table asks for; told before the table itself is here. Pure. */
import type { ModelsSearch } from "../../api/queries.ts";
import { KEY_FIELDS } from "../../lib/query/query.ts";
import {
  readColumns,
  readTableState,
  writeColumns,
  writeSort,
  type TableState,
} from "../../components/grid/codec.ts";
import { withoutSize } from "./fold/foldRows.ts";

/** What the API sends where the address names no columns. */
export const DEFAULT_COLUMNS = [
  "title",
  "state",
  "tags",
  "checkpoints",
  "size",
  "owner",
  "created_at",
  "updated_at",
];

/** As many columns as a view may have. */
export const MOST_COLUMNS = 200;

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

/**
 * A question that is answered by the rows of `held`, if they are the same rows with all wanted columns; else one that
 * asks for these and keeps the others, so that a column that is hidden and shown again costs no request.
 */
export function widened(held: ModelsSearch, wanted: ModelsSearch): ModelsSearch {
  if (held.where !== wanted.where || held.sort !== wanted.sort) return wanted;
  const there = columnsOf(held);
  const missing = columnsOf(wanted).filter((key) => !there.includes(key));
  if (missing.length === 0) return held;
  if (there.length + missing.length > MOST_COLUMNS) return wanted;
  return { ...held, columns: writeColumns([...there, ...missing]) };
}

function columnsOf({ columns }: ModelsSearch): readonly string[] {
  return columns === "" ? DEFAULT_COLUMNS : readColumns(columns);
}
