/**
 * What can be done with the columns of a table: move, pin, hide, size, sort; each is told to the page, which keeps it in
 * the address, and said aloud. One column or a whole group. The keys and menus that lead here are elsewhere.
 */
import { useCallback, useMemo } from "react";
import { useAhead, type Step } from "../useAhead.ts";
import { useMessages, type Messages } from "../../i18n/messages.ts";
import { hide, pin, place, shown, step, type Arrangement } from "./arrange.ts";
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
