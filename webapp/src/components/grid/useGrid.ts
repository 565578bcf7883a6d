/**
 * What the table shows of its rows and columns while it scrolls, and which cell is active. The places are worked out
 * by window.ts; here is only what listens and scrolls.
 */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from "react";
import { flushSync } from "react-dom";
import { HEADER_HEIGHT, move, type Cell, type GridRow, type Layout, type RowSource } from "./grid.ts";
import {
  columnWindow,
  contentHeight,
  rowsInSight,
  rowWindow,
  scaleOf,
  shiftAfter,
  type Extent,
  type Sight,
  type Span,
} from "./window.ts";

const SETTLED_MS = 150;
const NOTHING: Span = { first: 0, last: -1 };
const NOWHERE: Sight = { rows: NOTHING, columns: NOTHING, shift: 0 };

export interface Grid {
  scroller: RefObject<HTMLDivElement | null>;
  active: Cell;
  setActive: (cell: Cell) => void;
  /** Move the active cell by a key; tells where it is then, or null if the key moves nothing. */
  moveBy: (key: string, ctrl: boolean) => Cell | null;
  /** Rows to draw, in order; the active one is among them. */
  rows: number[];
  /** The centre columns to draw. */
  columns: Span;
  shift: number;
  height: number;
  onScroll: () => void;
  /** Let the pointer find cells again at once. */
  settle: () => void;
}

/**
 * While it scrolls, nothing in the table is under the pointer: rows that pass below it would each be hit, lit and
 * told, which costs more than drawing them. Set in the DOM, as nothing else follows from it.
 */
function markMoving(scroller: HTMLElement | null, moving: boolean): void {
  if (scroller === null || moving === "moving" in scroller.dataset) return;
  if (moving) scroller.dataset["moving"] = "";
  else delete scroller.dataset["moving"];
}

/** Draw what is in sight of both axes of a table and keep its active cell in sight. */
export function useGrid<Row extends GridRow>(
  layout: Layout<Row>,
  source: RowSource<Row>,
  rowHeight: number,
): Grid {
  const { count, question, at } = source;
  const [active, setActive] = useState<Cell & { key?: string }>({ row: 0, column: 1 });
  const row = Math.min(active.row, count - 1);
  // The active cell stays with its column, wherever that is moved to.
  const followed = layout.all.findIndex((one) => one.key === active.key) + 1;
  const column = Math.min(followed === 0 ? active.column : followed, layout.all.length);
  const activate = (cell: Cell): void => setActive({ ...cell, key: layout.all[cell.column - 1]?.key });
  const sight = useSight(layout, source, rowHeight);
  const { rows: drawn, showRow, showColumn, page } = sight;

  const [asked, setAsked] = useState(question);
  if (asked !== question) {
    setAsked(question);
    setActive({ ...active, row: Math.min(active.row, 0) });
  }
  useEffect(() => at?.(row), [at, row]);

  const rows = useMemo(() => {
    const shown = Array.from({ length: drawn.last - drawn.first + 1 }, (_, at) => drawn.first + at);
    if (row < 0 || (row >= drawn.first && row <= drawn.last)) return shown;
    return row < drawn.first ? [row, ...shown] : [...shown, row];
  }, [drawn, row]);
  return {
    ...sight,
    active: { row, column },
    setActive: activate,
    moveBy: (key, ctrl) => {
      const bounds = { rows: count, columns: layout.all.length + 1, page: page() };
      const next = move({ row, column }, key, ctrl, bounds);
      if (next === null) return null;
      activate(next);
      if (next.row >= 0 && next.row !== row) showRow(next.row);
      if (next.column !== column) showColumn(next.column - 1 - layout.pinned.length);
      return next;
    },
    rows,
  };
}

/** The part that scrolls. */
function useSight<Row extends GridRow>(layout: Layout<Row>, source: RowSource<Row>, rowHeight: number) {
  const { count, show, question } = source;
  const scroller = useRef<HTMLDivElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Where the table stands and how large it is, as last heard of: to ask the page right after a change of the table
  // would make the browser lay all of it out once more.
  const box = useRef({ width: 0, height: 0, top: 0, seen: 0, left: 0 });
  const now = useRef(NOWHERE);
  const [sight, setSight] = useState(NOWHERE);
  const extent = useCallback(
    (): Extent => ({ count, rowHeight, head: HEADER_HEIGHT, box: box.current.height }),
    [count, rowHeight],
  );

  /** `atOnce`: in the very frame that the table was scrolled in, so that there is no second one to draw. */
  const look = useCallback(
    (atOnce = false) => {
      const { width, top, seen: last } = box.current;
      const left = Math.max(0, Math.min(box.current.left, layout.width - width));
      const old = now.current;
      const shift = shiftAfter(extent(), old.shift, top, last);
      const seen = rowsInSight(extent(), top - shift);
      const rows = count === 0 ? NOTHING : rowWindow(old.rows, seen, count);
      const columns = columnWindow(old.columns, layout.edges, left + layout.pinnedWidth, left + width);
      box.current.seen = top;
      if (rows !== old.rows || columns !== old.columns || shift !== old.shift) {
        now.current = { rows, columns, shift };
        if (atOnce) flushSync(() => setSight(now.current));
        else setSight(now.current);
      }
      show(seen.first, seen.last);
    },
    [count, extent, layout, show],
  );

  /** Scroll to a true offset; the bar of a very long table then stands where it should. */
  const goTo = useCallback(
    (offset: number, near: boolean) => {
      const scale = scaleOf(extent());
      const { shift } = now.current;
      const top = near || scale === 1 ? offset + shift : Math.round(offset / scale);
      Object.assign(box.current, { top, seen: top });
      now.current = { ...now.current, shift: scale === 1 ? 0 : top - offset };
      scroller.current?.scrollTo({ top });
      look();
    },
    [extent, look],
  );
  const settle = useCallback(() => {
    markMoving(scroller.current, false);
    const scale = scaleOf(extent());
    const offset = box.current.top - now.current.shift;
    if (scale === 1 || Math.abs(offset / scale - box.current.top) < 2) return;
    flushSync(() => goTo(offset, false));
  }, [extent, goTo]);

  const latest = useRef(look);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const measure = (): void => {
      Object.assign(box.current, { width: element.clientWidth, height: element.clientHeight });
      latest.current();
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    latest.current = look;
    look();
  }, [look]);
  const shownQuestion = useRef(question);
  useLayoutEffect(() => {
    // Other rows than before begin at the top.
    if (shownQuestion.current !== question) goTo(0, false);
    shownQuestion.current = question;
  }, [question, goTo]);
  useEffect(() => () => clearTimeout(timer.current), []);

  return {
    scroller,
    ...sight,
    height: contentHeight({ count, rowHeight, head: HEADER_HEIGHT, box: 0 }),
    onScroll: () => {
      const { scrollTop: top = 0, scrollLeft: left = 0 } = scroller.current ?? {};
      Object.assign(box.current, { top, left });
      look(true);
      clearTimeout(timer.current);
      timer.current = setTimeout(settle, SETTLED_MS);
      markMoving(scroller.current, true);
    },
    settle: () => markMoving(scroller.current, false),
    page: () => Math.max(1, Math.floor((box.current.height - HEADER_HEIGHT) / rowHeight) - 1),
    showRow: (row: number) => {
      const offset = box.current.top - now.current.shift;
      const [low, high] = [(row + 1) * rowHeight - (box.current.height - HEADER_HEIGHT), row * rowHeight];
      const to = offset > high ? high : offset < low ? low : offset;
      if (to !== offset) goTo(to, Math.abs(to - offset) <= 2 * box.current.height);
    },
    showColumn: (at: number) => {
      const element = scroller.current;
      if (element === null || at < 0) return;
      const [left, right] = [
        layout.edges[at]! - layout.pinnedWidth,
        layout.edges[at + 1]! - box.current.width,
      ];
      if (element.scrollLeft > left) element.scrollLeft = left;
      else if (element.scrollLeft < right) element.scrollLeft = right;
      box.current.left = element.scrollLeft;
      look();
    },
  };
}
