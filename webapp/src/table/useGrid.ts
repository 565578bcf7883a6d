/**
 * What the table shows of its rows and columns while it scrolls, and which cell is active.
 * Heights are fixed and widths known, so nothing is ever measured: a position follows from an index.
 */
import { defaultRangeExtractor, useVirtualizer, type Range } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef, useState } from "react";
import {
  HEADER_HEIGHT,
  move,
  SELECT_WIDTH,
  type Cell,
  type GridRow,
  type Layout,
  type RowSource,
} from "./grid.ts";

const OVERSCAN = 4;

export interface Grid {
  scroller: React.RefObject<HTMLDivElement | null>;
  active: Cell;
  setActive: (cell: Cell) => void;
  /** Move the active cell by a key; tells whether it did. */
  moveBy: (key: string, ctrl: boolean) => boolean;
  /** Rows to draw: those in sight, a few around them, and the active one. */
  rows: number[];
  /** The centre columns to draw, both ends included, and the left edge of the first. */
  first: number;
  last: number;
  start: number;
}

/** Virtualise both axes of a table and keep its active cell in sight. */
export function useGrid<Row extends GridRow>(
  layout: Layout<Row>,
  source: RowSource<Row>,
  rowHeight: number,
): Grid {
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<Cell>({ row: 0, column: 1 });
  const bounds = { rows: source.count, columns: layout.all.length + 1, page: 1 };
  const row = Math.min(active.row, source.count - 1);
  const column = Math.min(active.column, bounds.columns - 1);

  const rangeExtractor = useCallback(
    (range: Range) => {
      const shown = defaultRangeExtractor(range);
      if (row < 0 || row >= range.count || shown.includes(row)) return shown;
      return [...shown, row].toSorted((a, b) => a - b);
    },
    [row],
  );
  const vertical = useVirtualizer({
    count: source.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    paddingStart: HEADER_HEIGHT,
    scrollPaddingStart: HEADER_HEIGHT,
    rangeExtractor,
    useFlushSync: false,
  });
  const horizontal = useVirtualizer({
    horizontal: true,
    count: layout.centre.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => layout.centre[index]?.width ?? 0,
    getItemKey: (index) => layout.centre[index]?.key ?? index,
    overscan: 2,
    paddingStart: layout.pinnedWidth,
    scrollPaddingStart: layout.pinned.length > 0 ? layout.pinnedWidth : SELECT_WIDTH,
    useFlushSync: false,
  });
  useEffect(() => vertical.measure(), [vertical, rowHeight]);
  useEffect(() => horizontal.measure(), [horizontal, layout]);

  const from = vertical.range?.startIndex ?? 0;
  const to = vertical.range?.endIndex ?? 0;
  const { show, at, question } = source;
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
    setActive((old) => ({ ...old, row: Math.min(old.row, 0) }));
  }, [question]);
  useEffect(() => show(from, to), [show, from, to]);
  useEffect(() => at?.(row), [at, row]);

  const columns = horizontal.getVirtualItems();
  return {
    scroller,
    active: { row, column },
    setActive,
    moveBy: (key, ctrl) => {
      const page = Math.max(1, to - from - 1);
      const next = move({ row, column }, key, ctrl, { ...bounds, page });
      if (next === null) return false;
      setActive(next);
      if (next.row >= 0 && next.row !== row) vertical.scrollToIndex(next.row);
      const centre = next.column - 1 - layout.pinned.length;
      if (centre >= 0 && next.column !== column) horizontal.scrollToIndex(centre);
      return true;
    },
    rows: vertical.getVirtualItems().map((item) => item.index),
    first: columns[0]?.index ?? 0,
    last: columns.at(-1)?.index ?? -1,
    start: columns[0]?.start ?? layout.pinnedWidth,
  };
}
