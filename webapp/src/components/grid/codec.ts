/**
 * The state of a table as text, and back: the one codec of the address bar and the API. Saved views are in
 * viewState.ts. Hostile text never throws: what cannot be read is dropped. Pure.
 */
import { formatKey, parseKey, splitKeys } from "../../lib/json/keys.ts";

export interface SortTerm {
  key: string;
  descending: boolean;
}

/** Everything a table page shows; what a saved view keeps of it is the first six. */
export interface TableState {
  where: string;
  sort: readonly SortTerm[];
  /** What is shown, in order; empty: the page's default columns. */
  columns: readonly string[];
  /** What stays in place at the left; the order is that of `columns`. */
  pinned: readonly string[];
  /** Pixels, for the columns that have not their usual width. */
  widths: ReadonlyMap<string, number>;
  fold: Fold | null;
  /** The saved view that this began with. */
  view: string;
  plot: string;
  peek: string;
}

export type Fold = "family";

/** What the address bar of a table page may hold; absent is the default. */
export type TableSearch = { [Part in keyof TableState]?: string };

export const MIN_WIDTH = 48;
export const MAX_WIDTH = 2000;
const MAX_TEXT = 20_000;
const MAX_ID = 500;

const NO_WIDTHS: ReadonlyMap<string, number> = new Map();

/** The state of a bare address. */
export const BARE: TableState = {
  where: "",
  sort: [],
  columns: [],
  pinned: [],
  widths: NO_WIDTHS,
  fold: null,
  view: "",
  plot: "",
  peek: "",
};

/** Take what a table understands out of any search parameters, in the one way it is written. */
export function readTableSearch(search: Record<string, unknown>): TableSearch {
  return writeTableState(readTableState(search));
}

/** Read a state; `named` gives the whole key of one that may be written short. */
export function readTableState(
  search: Record<string, unknown>,
  named: (key: string) => string = (key) => key,
): TableState {
  const text = (part: keyof TableState, most = MAX_TEXT): string => {
    const value = search[part];
    return typeof value === "string" ? value.slice(0, most).toWellFormed() : "";
  };
  const written = readColumns(text("columns"));
  const whole = (keys: readonly string[]): string[] => [...new Set(keys.map(named))];
  return {
    where: text("where").trim() === "" ? "" : text("where"),
    sort: uniqueBy(readSort(text("sort")).map((term) => ({ ...term, key: named(term.key) }))),
    columns: whole(written),
    pinned: whole(readPinned(text("pinned"), written)),
    widths: new Map([...readWidths(text("widths"), written)].map(([key, px]) => [named(key), px])),
    fold: search["fold"] === "family" ? "family" : null,
    view: readId(text("view", MAX_ID)),
    plot: text("plot"),
    peek: text("peek", MAX_ID),
  };
}

/** Write a state; what is as in a bare address is left out. */
export function writeTableState(state: TableState): TableSearch {
  const { columns } = state;
  const found: TableSearch = {
    where: state.where,
    sort: writeSort(state.sort),
    columns: writeColumns(columns),
    pinned: state.pinned.map((key) => place(key, columns) ?? key).join(","),
    widths: writeWidths(state.widths, columns),
    fold: state.fold ?? "",
    view: state.view,
    plot: state.plot,
    peek: state.peek,
  };
  for (const part of Object.keys(found) as (keyof TableState)[]) if (found[part] === "") delete found[part];
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

/** A width that a column may have. */
export function fitWidth(pixels: number): number {
  return Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, Math.round(pixels)));
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

// A key that is among the columns is written by its place, `!3`, which no key can be: so that fifty widths stay short.
const PLACE = /^!(\d{1,4})$/;
const WIDTH = /^(.+):(\d{1,5})$/su;
const NEXT_WIDTH = /^\d{1,5}$/;

function place(key: string, columns: readonly string[]): string | null {
  const at = columns.indexOf(key);
  return at < 0 ? null : `!${at + 1}`;
}

function keyAt(text: string, columns: readonly string[]): string | null {
  const found = PLACE.exec(text);
  return found ? (columns[Number(found[1]) - 1] ?? null) : normalKey(text);
}

function readPinned(text: string, columns: readonly string[]): string[] {
  const keys = splitKeys(text).map((part) => keyAt(part, columns));
  return keys.filter((key): key is string => key !== null);
}

/** Read `id:300,!2:90,120`: by key, by place, and for the column after the last one. */
function readWidths(text: string, columns: readonly string[]): Map<string, number> {
  const widths = new Map<string, number>();
  let last = columns.length;
  for (const part of splitKeys(text)) {
    const [, name = "", pixels = part] = WIDTH.exec(part) ?? [];
    const key = name === "" ? (NEXT_WIDTH.test(part) ? columns[last + 1] : undefined) : keyAt(name, columns);
    if (key === undefined || key === null) continue;
    last = columns.includes(key) ? columns.indexOf(key) : columns.length;
    widths.set(key, fitWidth(Number(pixels)));
  }
  return widths;
}

function writeWidths(widths: ReadonlyMap<string, number>, columns: readonly string[]): string {
  const elsewhere = [...widths].filter(([key]) => !columns.includes(key));
  const there = columns.flatMap((key, at) => {
    const pixels = widths.get(key);
    if (pixels === undefined) return [];
    return [widths.has(columns[at - 1] ?? "") ? `${pixels}` : `!${at + 1}:${pixels}`];
  });
  return [...elsewhere.map(([key, pixels]) => `${key}:${pixels}`), ...there].join(",");
}

function readId(text: string): string {
  return /^[\w-]+$/.test(text) ? text : "";
}

function normalKey(text: string): string | null {
  const segments = parseKey(text);
  return segments === null ? null : formatKey(segments);
}

function uniqueBy(terms: SortTerm[]): SortTerm[] {
  return [...new Map(terms.toReversed().map((term) => [term.key, term])).values()].toReversed();
}
