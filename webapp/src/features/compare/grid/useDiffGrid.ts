/**
 * What the comparison shows while it scrolls on both axes, and which cell is active. A cell is named by the node it
 * belongs to, so that it stays where it was when other rows come or go.
 */
import { type RefObject, useEffect, useMemo } from "react";
import type { Cell } from "../../../components/grid/keys.ts";
import { useSight, withActive } from "../../../components/grid/useSight.ts";
import { byEdges } from "../../../components/grid/window.ts";
import { HEAD, type Shape } from "../shape.ts";
import type { Node } from "../tree.ts";

/** Pixels that the active row keeps from the heading and from the lower end. */
const MARGIN = { above: 8, below: 24 };

export interface DiffGridState {
  /** For the element that scrolls. */
  scroller: RefObject<HTMLDivElement | null>;
  onScroll: () => void;
  /** Row -1 is the heading; column 0 the path, 1 the base. */
  active: Cell;
  goTo: (cell: Cell) => void;
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

export interface Cursor {
  named: Named;
  set: (named: Named) => void;
}

/** Virtualise both axes and keep the active cell in sight. */
export function useDiffGrid(nodes: readonly Node[], shape: Shape, cursor: Cursor): DiffGridState {
  const { named } = cursor;
  const columns = shape.layout === "unified" ? 1 : shape.order.length;
  const sticky = shape.layout === "columns" && !shape.narrow;
  const index = useMemo(() => new Map(nodes.map((node, at) => [node.id, at])), [nodes]);
  const row = rowOf(named.node, index);
  const column = Math.min(named.column, columns);
  const rows = useMemo(() => byEdges(shape.tops), [shape.tops]);
  const sight = useSight({ rows, head: HEAD, edges: shape.edges, margin: MARGIN });
  // What is asked to be seen may be drawn only now, where a group was opened for it.
  const { asked } = named;
  useEffect(() => {
    if (asked === 0) return;
    if (row >= 0) sight.showRow(row);
    const at = column - (sticky ? 2 : 1);
    if (at >= 0) sight.showColumn(at);
    // Only when a move was asked for, not when rows come or go.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [asked, row, column]);

  return {
    scroller: sight.scroller,
    onScroll: sight.onScroll,
    active: { row, column },
    goTo: (cell) => {
      const to = Math.max(-1, Math.min(nodes.length - 1, cell.row));
      cursor.set({
        node: to < 0 ? "" : nodes[to]!.id,
        column: Math.max(0, Math.min(columns, cell.column)),
        asked: asked + 1,
      });
    },
    rows: shape.virtual ? withActive(sight.rows, row) : [...nodes.keys()],
    first: shape.virtual ? sight.columns.first : 0,
    last: shape.virtual ? sight.columns.last : columns - (sticky ? 2 : 1),
  };
}

function rowOf(node: string | null, index: ReadonlyMap<string, number>): number {
  if (node === "") return -1;
  return node === null ? 0 : (index.get(node) ?? 0);
}
