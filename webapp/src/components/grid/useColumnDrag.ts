/**
 * The pointer on the headings: drag an edge to size a column, drag a heading or a group to move it. What is dragged is
 * shown at once and told when let go; Escape gives it up. Everything else a pointer does is in useGridInput.ts.
 */
import { useCallback, useEffect, useRef, useState, type PointerEvent } from "react";
import { fitWidth } from "./codec.ts";
import type { GridRow, Layout } from "./grid.ts";
import type { ColumnDoings } from "./useColumns.ts";
import { columnAt } from "./window.ts";

const SLOP = 5;
const EDGE = 48;
const PACE = 14;

/** What a drag would do if it ended now. */
export interface Dragging {
  keys: readonly string[];
  /** The width of a column that is sized; null while columns are moved. */
  width: number | null;
  /** Where columns would go, from the left of the box; null while they would stay. */
  line: number | null;
}

interface Drag extends Dragging {
  x: number;
  begun: boolean;
  from: number;
  before: string | null;
  pin: boolean;
}

/** Follow a drag that begins on a heading. */
export function useColumnDrag<Row extends GridRow>(layout: Layout<Row>, columns: ColumnDoings) {
  const drag = useRef<Drag | null>(null);
  const [shown, setShown] = useState<Dragging | null>(null);
  const ended = useRef(false);
  const stop = useCallback(() => {
    drag.current = null;
    setShown(null);
  }, []);

  useEffect(() => {
    if (shown === null) return undefined;
    const giveUp = (event: KeyboardEvent): void => {
      if (event.key !== "Escape") return;
      stop();
      ended.current = true;
    };
    window.addEventListener("keydown", giveUp, true);
    return () => window.removeEventListener("keydown", giveUp, true);
  }, [shown, stop]);

  function onPointerDown(event: PointerEvent<HTMLDivElement>): void {
    if (event.button !== 0 || !(event.target instanceof Element)) return;
    const edge = event.target.closest<HTMLElement>("[data-edge]")?.dataset["edge"];
    const dragged = event.target.closest<HTMLElement>("[data-drag]")?.dataset["drag"];
    if (event.target.closest("[data-more]") || (edge === undefined && dragged === undefined)) return;
    const group = layout.groups.find((one) => one.keys[0] === dragged && one.parent !== undefined);
    const whole = event.target.closest("[data-group]") !== null && group !== undefined;
    const keys = edge === undefined ? (whole ? group.keys : [dragged!]) : [edge];
    const width = edge === undefined ? null : (layout.all.find((one) => one.key === edge)?.width ?? 0);
    drag.current = {
      keys,
      width,
      line: null,
      x: event.clientX,
      begun: false,
      from: width ?? 0,
      before: null,
      pin: false,
    };
  }
  function onPointerMove(event: PointerEvent<HTMLDivElement>): void {
    const now = drag.current;
    if (now === null) return;
    const by = event.clientX - now.x;
    if (!now.begun && Math.abs(by) < SLOP) return;
    if (!now.begun) event.currentTarget.setPointerCapture(event.pointerId);
    now.begun = true;
    if (now.width !== null) now.width = fitWidth(now.from + by);
    else Object.assign(now, target(event.currentTarget, event.clientX, layout));
    setShown({ keys: now.keys, width: now.width, line: now.line });
  }
  /** Tells whether the press was a drag and no click. */
  function onPointerUp(): void {
    const now = drag.current;
    stop();
    const begun = now?.begun ?? false;
    // One that was given up is no click either when it is let go.
    if (!begun && !ended.current) return;
    ended.current = true;
    requestAnimationFrame(() => (ended.current = false));
    if (now === null || !begun) return;
    if (now.width !== null) columns.resize(now.keys[0]!, now.width);
    else if (now.line !== null) columns.place(now.keys, now.before, now.pin);
  }
  return {
    dragging: shown,
    /** Whether a drag has just ended: the click that follows is none. */
    justEnded: () => ended.current,
    handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: stop },
  };
}

/** Where columns would go that are let go here; near an edge the table moves along. */
function target<Row extends GridRow>(box: HTMLElement, clientX: number, layout: Layout<Row>) {
  const { left, width } = box.getBoundingClientRect();
  const x = clientX - left;
  const pin = layout.pinned.length > 0 && x < layout.pinnedWidth - 8;
  if (!pin && x > width - EDGE) box.scrollLeft += PACE;
  if (!pin && x < layout.pinnedWidth + EDGE) box.scrollLeft -= PACE;
  return pin ? pinnedTarget(layout, x) : centreTarget(layout, x, box.scrollLeft);
}

function centreTarget<Row extends GridRow>(layout: Layout<Row>, x: number, scrolled: number) {
  const { edges, centre } = layout;
  const place = x + scrolled;
  const over = columnAt(edges, place);
  const at = place > (edges[over]! + edges[over + 1]!) / 2 ? over + 1 : over;
  const line = Math.max(layout.pinnedWidth, edges[at]! - scrolled);
  return { line, before: centre[at]?.key ?? null, pin: false };
}

function pinnedTarget<Row extends GridRow>(layout: Layout<Row>, x: number) {
  let edge = layout.pinnedWidth - layout.pinned.reduce((sum, one) => sum + one.width, 0);
  for (const { key, width, fixed } of layout.pinned) {
    if (!fixed && x < edge + width / 2) return { line: edge, before: key, pin: true };
    edge += width;
  }
  return { line: edge, before: null, pin: true };
}
