/**
 * The state of a table as text, and back: the one codec of the address bar, the API and saved views.
 * Hostile text never throws: what cannot be read is dropped. Pure.
 */
import { formatKey, parseKey, splitKeys } from "../lib/keys.ts";

export interface SortTerm {
  key: string;
  descending: boolean;
}

/** What the address bar of a table page may hold; absent is the default. */
export interface TableSearch {
  where?: string;
  sort?: string;
  columns?: string;
}

const MAX_TEXT = 20_000;

/** Take what a table understands out of any search parameters. */
export function readTableSearch(search: Record<string, unknown>): TableSearch {
  const { where, sort, columns } = search;
  const found: TableSearch = {};
  if (typeof where === "string" && where.trim() !== "") found.where = where.slice(0, MAX_TEXT);
  const terms = typeof sort === "string" ? writeSort(readSort(sort)) : "";
  if (terms !== "") found.sort = terms;
  const keys = typeof columns === "string" ? writeColumns(readColumns(columns)) : "";
  if (keys !== "") found.columns = keys;
  return found;
}

/** Read `-metrics.top1,args.lr`; a key that stands twice counts once. */
export function readSort(text: string): SortTerm[] {
  const terms = splitKeys(text.slice(0, MAX_TEXT)).map((part) => {
    const descending = part.startsWith("-");
    return { key: normalKey(descending ? part.slice(1) : part), descending };
  });
  return uniqueBy(terms.filter((term): term is SortTerm => term.key !== null));
}

/** Write sort terms as the API takes them. */
export function writeSort(terms: readonly SortTerm[]): string {
  return terms.map((term) => (term.descending ? "-" : "") + term.key).join(",");
}

/** Read a comma list of column keys; a key that stands twice counts once. */
export function readColumns(text: string): string[] {
  const keys = splitKeys(text.slice(0, MAX_TEXT)).map((part) => normalKey(part));
  return [...new Set(keys.filter((key): key is string => key !== null))];
}

/** Write column keys as the API takes them. */
export function writeColumns(columns: readonly string[]): string {
  return columns.join(",");
}

/** What a click on a heading makes of the sort: descending, ascending, not at all; `additive` keeps the others. */
export function nextSort(terms: readonly SortTerm[], key: string, additive: boolean): SortTerm[] {
  const at = terms.findIndex((term) => term.key === key);
  const others = additive ? [...terms] : [];
  if (at < 0) return [...others, { key, descending: true }];
  const flipped = terms[at]!.descending ? [{ key, descending: false }] : [];
  if (!additive) return flipped;
  others.splice(at, 1, ...flipped);
  return others;
}

function normalKey(text: string): string | null {
  const segments = parseKey(text);
  return segments === null ? null : formatKey(segments);
}

function uniqueBy(terms: SortTerm[]): SortTerm[] {
  return [...new Map(terms.toReversed().map((term) => [term.key, term])).values()].toReversed();
}
