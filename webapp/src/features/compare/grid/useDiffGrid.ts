/**
 * What the comparison shows while it scrolls on both axes, and which cell is active. A cell is named by the node it
 * belongs to, so that it stays where it was when other rows come or go.
 */
import { defaultRangeExtractor, useVirtualizer, type Range } from "@tanstack/react-virtual";
import { useCallback, useEffect, useMemo, useState } from "react";
import { HEAD, type Shape } from "../shape.ts";
import type { Node } from "../tree.ts";

/** Row -1 is the heading; column 0 the path, 1 the base. */
export interface Place {
  row: number;
  column: number;
}

export interface DiffGridState {
  /** To be given to the element that scrolls. */
  setScroller: (element: HTMLDivElement | null) => void;
  active: Place;
  goTo: (place: Place) => void;
  rows: readonly number[];
  /** The columns after the base to draw, both ends included. */
  first: number;
  last: number;
}

/** The active cell: the id of its node ("" is the heading, null the first), and how often it was to be seen. */
export interface Named {
  node: string | null;
  column: number;
  asked: number;
}

/** Virtualise both axes and keep the active cell in sight. */
export function useDiffGrid(
  nodes: readonly Node[],
  shape: Shape,
  named: Named,
  onName: (named: Named) => void,
): DiffGridState {
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const columns = shape.layout === "unified" ? 1 : shape.order.length;
  const sticky = shape.layout === "columns" && !shape.narrow;
  const index = useMemo(() => new Map(nodes.map((node, at) => [node.id, at])), [nodes]);
  const row = rowOf(named.node, index);
  const column = Math.min(named.column, columns);
  const left = shape.path + (sticky ? shape.column : 0);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const shown = defaultRangeExtractor(range);
      if (row < 0 || row >= range.count || shown.includes(row)) return shown;
      return [...shown, row].toSorted((a, b) => a - b);
    },
    [row],
  );
  const vertical = useVirtualizer({
    count: nodes.length,
    getScrollElement: () => scroller,
    estimateSize: (at) => shape.heights[at] ?? 0,
    overscan: 3,
    paddingStart: HEAD,
    scrollPaddingStart: HEAD + 8,
    scrollPaddingEnd: 24,
    rangeExtractor,
    useFlushSync: false,
  });
  const horizontal = useVirtualizer({
    horizontal: true,
    count: sticky ? columns - 1 : columns,
    getScrollElement: () => scroller,
    estimateSize: () => shape.column,
    overscan: 1,
    paddingStart: left,
    scrollPaddingStart: left,
    useFlushSync: false,
  });
  useEffect(() => vertical.measure(), [vertical, shape.heights]);
  useEffect(() => horizontal.measure(), [horizontal, shape.column, left]);
  // What is asked to be seen may be drawn only now, where a group was opened for it.
  const { asked } = named;
  useEffect(() => {
    if (asked === 0) return;
    if (row >= 0) vertical.scrollToIndex(row);
    const at = column - (sticky ? 2 : 1);
    if (at >= 0) horizontal.scrollToIndex(at);
    // Only when a move was asked for, not when rows come or go.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [asked, row, column]);

  const drawn = horizontal.getVirtualItems();
  return {
    setScroller,
    active: { row, column },
    goTo: (place) => {
      const to = Math.max(-1, Math.min(nodes.length - 1, place.row));
      onName({
        node: to < 0 ? "" : nodes[to]!.id,
        column: Math.max(0, Math.min(columns, place.column)),
        asked: asked + 1,
      });
    },
    rows: shape.virtual ? vertical.getVirtualItems().map((item) => item.index) : [...nodes.keys()],
    first: shape.virtual ? (drawn[0]?.index ?? 0) : 0,
    last: shape.virtual ? (drawn.at(-1)?.index ?? -1) : columns - (sticky ? 2 : 1),
  };
}

function rowOf(node: string | null, index: ReadonlyMap<string, number>): number {
  if (node === "") return -1;
  return node === null ? 0 : (index.get(node) ?? 0);
}
