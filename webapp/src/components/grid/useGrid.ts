/**
 * The active cell of the table, and what keys and the pointer do: move, select, open, sort, size and move columns, open
 * menus. Dragging is in useColumnDrag.ts, what is drawn while it scrolls in useSight.ts.
 */
import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useState } from "react";
import { type Messages, useMessages } from "../../i18n/messages.ts";
import type { KeyLine } from "../../lib/actions.ts";
import { useKeyLines } from "../useActions.ts";
import { type GridRow, HEADER_HEIGHT, type Layout, type RowSource } from "./grid.ts";
import { type Cell, cellAt, isOwnKey, keyLines, move } from "./keys.ts";
import type { Selection } from "./selection.ts";
import { type ColumnDoings, WIDTH_STEP } from "./useColumns.ts";
import { type InSight, useSight, withActive } from "./useSight.ts";
import { evenly } from "./window.ts";

export interface Grid extends Omit<InSight, "rows"> {
  active: Cell;
  setActive: (cell: Cell) => void;
  /** Move the active cell by a key; tells where it is then, or null if the key moves nothing. */
  moveBy: (press: KeyboardEvent) => Cell | null;
  /** Rows to draw, in order; the active one is among them. */
  rows: number[];
}

/** Draw what is in sight of the table and keep its active cell in sight. */
export function useGrid<Row extends GridRow>(
  layout: Layout<Row>,
  source: RowSource<Row>,
  rowHeight: number,
): Grid {
  const { count, question, at, show } = source;
  const [active, setActive] = useState<Cell & { key?: string }>({ row: 0, column: 1 });
  const row = Math.min(active.row, count - 1);
  // The active cell stays with its column, wherever that is moved to.
  const followed = layout.all.findIndex((one) => one.key === active.key) + 1;
  const column = Math.min(followed === 0 ? active.column : followed, layout.all.length);
  const activate = (cell: Cell): void => setActive({ ...cell, key: layout.all[cell.column - 1]?.key });
  const axis = useMemo(() => evenly(count, rowHeight), [count, rowHeight]);
  const sight = useSight({ rows: axis, head: HEADER_HEIGHT, edges: layout.edges, show, question });
  const { rows: drawn, showRow, showColumn, boxHeight } = sight;

  const [asked, setAsked] = useState(question);
  if (asked !== question) {
    setAsked(question);
    setActive({ ...active, row: Math.min(active.row, 0) });
  }
  useEffect(() => at?.(row), [at, row]);

  const rows = useMemo(() => withActive(drawn, row), [drawn, row]);
  return {
    ...sight,
    active: { row, column },
    setActive: activate,
    moveBy: (press) => {
      const page = Math.max(1, Math.floor((boxHeight() - HEADER_HEIGHT) / rowHeight) - 1);
      const next = move({ row, column }, press, { rows: count, columns: layout.all.length + 1, page });
      if (next === null) return null;
      activate(next);
      if (next.row >= 0 && next.row !== row) showRow(next.row);
      if (next.column !== column) showColumn(next.column - 1 - layout.pinned.length);
      return next;
    },
    rows,
  };
}

export interface GridInput<Row extends GridRow> {
  grid: Grid;
  layout: Layout<Row>;
  source: RowSource<Row>;
  columns: ColumnDoings;
  selection: Selection;
  onOpen: (row: Row) => void;
  onValue: (row: Row, key: string) => void;
  onMenu: (cell: Cell) => void;
  onGroupMenu: (element: HTMLElement) => void;
  onFit: (key: string) => void;
  /** Tells whether the click that comes ended a drag. */
  dragged: () => boolean;
}

/** The handlers of the table; they read what is there when a key or the pointer comes. */
export function useGridInput<Row extends GridRow>(input: GridInput<Row>) {
  const { grid, layout, source, columns, selection } = input;
  const t = useMessages();
  useKeyLines(useMemo(() => tableKeys(t), [t]));

  function select({ row: at }: Cell, extend: boolean): void {
    if (at === -1) return selection.toggleAll();
    const row = source.get(at);
    if (extend) selection.extend(at);
    else if (row) selection.toggle(row.id, at);
  }
  function open(cell: Cell, additive: boolean): void {
    const row = source.get(cell.row);
    const column = layout.all[cell.column - 1];
    if (row) input.onOpen(row);
    else if (cell.row === -1 && cell.column === 0) selection.toggleAll();
    else if (cell.row === -1 && column?.sortable) columns.sortBy(column.key, additive);
  }
  function onColumnKey(key: string, shift: boolean): boolean {
    const by = key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0;
    const column = layout.all[grid.active.column - 1];
    if (by === 0 || column === undefined) return false;
    if (!shift) columns.resize(column.key, column.width + by * WIDTH_STEP);
    else if (!column.fixed) columns.step([column.key], by);
    return true;
  }
  function onMove(event: KeyboardEvent): boolean {
    const at = grid.moveBy(event);
    if (at !== null && event.shiftKey && /^Arrow(Up|Down)$/.test(event.key) && at.row >= 0)
      selection.extend(at.row);
    return at !== null;
  }
  function handled(event: KeyboardEvent): boolean {
    const { key, shiftKey: shift, altKey: alt } = event;
    const ctrl = event.ctrlKey || event.metaKey;
    if (asksForMenu(event)) input.onMenu(grid.active);
    else if (alt) return onColumnKey(key, shift);
    else if (key === "Enter" && !ctrl) open(grid.active, shift);
    else if (key === " " && !ctrl) select(grid.active, shift);
    else if (key.toLowerCase() === "a" && ctrl) selection.toggleAll();
    else return onMove(event);
    return true;
  }
  /** A press on something inside a cell; tells whether there was anything. */
  function onPart(target: Element, cell: Cell): boolean {
    const row = source.get(cell.row);
    const column = layout.all[cell.column - 1];
    if (target.closest(".grid-link")) open(cell, false);
    else if (target.closest("[data-more]")) input.onMenu(cell);
    else if (target.closest("[data-tree]") && row && column) input.onValue(row, column.key);
    else return false;
    return true;
  }
  function onClick(event: MouseEvent<HTMLDivElement>): void {
    if (input.dragged()) return;
    const target = under(event);
    const group = target?.closest<HTMLElement>("[data-group]");
    if (group) return input.onGroupMenu(group);
    const cell = cellAt(target);
    if (cell === null || target === null || event.ctrlKey || event.metaKey) return;
    grid.setActive(cell);
    if (target.closest(".grid-link")) event.preventDefault();
    if (onPart(target, cell)) return;
    if (cell.column === 0) select(cell, event.shiftKey);
    else if (cell.row === -1 && !target.closest("[data-edge]")) open(cell, event.shiftKey);
  }
  function onDoubleClick(event: MouseEvent<HTMLDivElement>): void {
    const target = under(event);
    const edge = target?.closest<HTMLElement>("[data-edge]")?.dataset["edge"];
    if (edge !== undefined) return input.onFit(edge);
    const cell = cellAt(target);
    if (cell && cell.row >= 0 && cell.column > 0) open(cell, false);
  }
  function onContextMenu(event: MouseEvent<HTMLDivElement>): void {
    const target = under(event);
    const group = target?.closest<HTMLElement>("[data-group]");
    const cell = cellAt(target);
    if (!group && (cell === null || cell.column === 0)) return;
    event.preventDefault();
    if (group) return input.onGroupMenu(group);
    grid.setActive(cell!);
    input.onMenu(cell!);
  }
  return {
    onKeyDown: (event: KeyboardEvent<HTMLDivElement>) => {
      // What bubbles through React from a menu that was opened here is not meant for the table.
      if (isOwnKey(event) && handled(event)) event.preventDefault();
    },
    onClick,
    onDoubleClick,
    onContextMenu,
    onMouseOver: (event: MouseEvent<HTMLDivElement>) => tellWhole(event, layout, source),
  };
}

function asksForMenu({ key, shiftKey, altKey }: KeyboardEvent): boolean {
  return key === "ContextMenu" || (key === "F10" && shiftKey) || (key === "ArrowDown" && altKey);
}

/** What is cut off, or shown rounded, is told in whole to the pointer that rests on it. */
function tellWhole<Row extends GridRow>(
  event: MouseEvent,
  layout: Layout<Row>,
  source: RowSource<Row>,
): void {
  const cell = event.target instanceof Element ? event.target.closest<HTMLElement>(".grid-cell") : null;
  const at = cellAt(cell);
  if (cell === null || at === null) return;
  const row = source.get(at.row);
  const whole = row && layout.all[at.column - 1]?.full?.(row);
  cell.title = whole ?? (cell.scrollWidth > cell.clientWidth ? cell.textContent : "");
}

/** What was pressed; a press that stopped the scrolling began on the table, not yet on a cell. */
function under(event: MouseEvent<HTMLDivElement>): Element | null {
  if (event.target !== event.currentTarget) return event.target instanceof Element ? event.target : null;
  return document.elementFromPoint(event.clientX, event.clientY);
}

/** The keys of a table as the `?` sheet lists them. */
function tableKeys(t: Messages): KeyLine[] {
  const { keyNames: moves } = t.models;
  const { keyNames: more } = t.grid;
  return keyLines(t.app.tableKeys, [
    [moves.move, "← → ↑ ↓"],
    [moves.edge, "Home End"],
    [moves.page, "PgUp PgDn"],
    [moves.corner, "Mod+Home Mod+End"],
    [moves.open, "Enter"],
    [more.also, "Shift+Enter"],
    [moves.select, "Space"],
    [more.range, "Shift+Space Shift+↑ Shift+↓"],
    [more.all, "Mod+a"],
    [more.menu, "Shift+F10 Alt+↓"],
    [more.width, "Alt+← Alt+→"],
    [more.place, "Alt+Shift+← Alt+Shift+→"],
  ]);
}
