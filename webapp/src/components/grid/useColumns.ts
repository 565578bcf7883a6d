/**
 * What can be done with the columns of a table: move, pin, hide, size, sort; each is told to the page, which keeps it in
 * the address, and said aloud. One column or a whole group. The keys and menus that lead here are elsewhere.
 */
import { useCallback, useMemo } from "react";
import { type Messages, useMessages } from "../../i18n/messages.ts";
import { type Step, useAhead } from "../useAhead.ts";
import { fitWidth, nextSort, type SortTerm } from "./codec.ts";
import type { GridColumn, GridRow, Layout } from "./grid.ts";

export const WIDTH_STEP = 16;

/** What the page keeps of its columns. */
export interface ColumnStore {
  onArrange: (arrangement: Arrangement) => void;
  /** Null: the usual width. */
  onResize: (key: string, pixels: number | null) => void;
  sort: readonly SortTerm[];
  onSort: (step: Step<readonly SortTerm[]>) => void;
}

export interface ColumnDoings {
  /** The order that was asked for last: the headings show it before the rows do. */
  sort: readonly SortTerm[];
  step: (keys: readonly string[], by: -1 | 1) => void;
  place: (keys: readonly string[], before: string | null, pin: boolean) => void;
  pin: (keys: readonly string[], on: boolean) => void;
  hide: (keys: readonly string[]) => void;
  resize: (key: string, pixels: number | null) => void;
  sortBy: (key: string, additive: boolean) => void;
  sortTo: (key: string, descending: boolean) => void;
  sortAlso: (key: string) => void;
  unsort: (key: string) => void;
}

/** Bind the doings to the columns that are shown. */
export function useColumns<Row extends GridRow>(
  layout: Layout<Row>,
  store: ColumnStore,
  say: (text: string) => void,
): ColumnDoings {
  const t = useMessages();
  const { onArrange, onResize } = store;
  const [sort, onSort] = useAhead(store.sort, store.onSort);
  const arrangement = useMemo<Arrangement>(() => {
    const movable = layout.ordered.filter((column) => !column.fixed);
    return {
      columns: movable.map((column) => column.key),
      pinned: movable.filter((column) => column.pinned).map((column) => column.key),
    };
  }, [layout]);
  const name = useCallback((keys: readonly string[]) => nameOf(layout.ordered, keys), [layout]);
  return useMemo(() => {
    const arrange = (next: Arrangement | null, keys: readonly string[]): void => {
      if (next === null) return say(t.grid.edge);
      onArrange(next);
      const order = shown(next);
      say(t.grid.moved(name(keys), order.indexOf(keys[0]!) + 1, order.length));
    };
    const resort = (step: Step<readonly SortTerm[]>): void => {
      onSort(step);
      say(orderText(step(sort), layout.ordered, t));
    };
    const without = (terms: readonly SortTerm[], key: string): SortTerm[] =>
      terms.filter((term) => term.key !== key);
    return {
      sort,
      step: (keys, by) => arrange(step(arrangement, keys, by), keys),
      place: (keys, before, pin) => arrange(place(arrangement, keys, before, pin), keys),
      pin: (keys, on) => {
        onArrange(pin(arrangement, keys, on));
        say(on ? t.grid.pinned(name(keys)) : t.grid.unpinned(name(keys)));
      },
      hide: (keys) => {
        onArrange(hide(arrangement, keys));
        say(t.grid.hidden(name(keys)));
      },
      resize: (key, pixels) => {
        onResize(key, pixels);
        if (pixels !== null) say(t.grid.resized(name([key]), fitWidth(pixels)));
      },
      sortBy: (key, additive) => resort((terms) => nextSort(terms, key, additive)),
      sortTo: (key, descending) => resort(() => [{ key, descending }]),
      sortAlso: (key) => resort((terms) => [...without(terms, key), { key, descending: true }]),
      unsort: (key) => resort((terms) => without(terms, key)),
    };
  }, [arrangement, layout, name, onArrange, onResize, onSort, say, sort, t]);
}

function nameOf<Row extends GridRow>(columns: readonly GridColumn<Row>[], keys: readonly string[]): string {
  const found = columns.filter((column) => keys.includes(column.key));
  if (found.length > 1 && found[0]!.parent !== undefined) return found[0]!.parent;
  return found.map((column) => (column.parent === undefined ? column.label : column.key)).join(", ");
}

function orderText<Row extends GridRow>(
  terms: readonly SortTerm[],
  columns: readonly GridColumn<Row>[],
  t: Messages,
): string {
  if (terms.length === 0) return t.grid.unsorted;
  const said = terms.map(({ key, descending }) =>
    descending ? t.grid.down(nameOf(columns, [key]) || key) : t.grid.up(nameOf(columns, [key]) || key),
  );
  return t.grid.ordered(said.join(", "));
}

// The order of columns and which of them stay in place, and what a move, a pin or a hide makes of it. The pinned ones
// are shown first, wherever they stand in the order: one that is let go returns to its place. Pure.
// /

export interface Arrangement {
  columns: readonly string[];
  pinned: readonly string[];
}

/** The columns as they are shown: pinned ones first. */
export function shown({ columns, pinned }: Arrangement): string[] {
  const fixed = columns.filter((key) => pinned.includes(key));
  return [...fixed, ...columns.filter((key) => !pinned.includes(key))];
}

/** Put columns before another, or at the end of the pinned or of all; where they land they are pinned or not. */
export function place(
  from: Arrangement,
  keys: readonly string[],
  before: string | null,
  pin: boolean,
): Arrangement {
  if (before !== null && keys.includes(before)) return from;
  const rest = shown(from).filter((key) => !keys.includes(key));
  const edge = rest.filter((key) => from.pinned.includes(key)).length;
  const at = before === null ? (pin ? edge : rest.length) : rest.indexOf(before);
  const columns = rest.toSpliced(at < 0 ? edge : at, 0, ...keys);
  const others = from.pinned.filter((key) => !keys.includes(key));
  return { columns, pinned: pin ? [...others, ...keys] : others };
}

/** Move neighbouring columns by one; null at the edge of the pinned or of the others. */
export function step(from: Arrangement, keys: readonly string[], by: -1 | 1): Arrangement | null {
  const order = shown(from);
  const pin = keys.every((key) => from.pinned.includes(key));
  const zone = order.filter((key) => from.pinned.includes(key) === pin);
  const places = keys.map((key) => zone.indexOf(key));
  if (places.length === 0 || places.includes(-1)) return null;
  const next = by < 0 ? Math.min(...places) - 1 : Math.max(...places) + 1;
  if (next < 0 || next >= zone.length) return null;
  const before = by < 0 ? zone[next]! : (zone[next + 1] ?? null);
  return place(from, keys, before, pin);
}

/** Keep columns in place at the left, or let them go; their order stays as it is. */
export function pin(from: Arrangement, keys: readonly string[], on: boolean): Arrangement {
  const others = from.pinned.filter((key) => !keys.includes(key));
  return { columns: from.columns, pinned: on ? [...others, ...keys] : others };
}

/** Take columns out; one that is shown again later is pinned as before. */
export function hide(from: Arrangement, keys: readonly string[]): Arrangement {
  return { columns: from.columns.filter((key) => !keys.includes(key)), pinned: from.pinned };
}
