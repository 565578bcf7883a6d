/**
 * The one window engine: what a table, a tree or a comparison draws of its rows and columns while it scrolls, and how
 * one of them is brought into sight. The places are worked out by window.ts; here is only what listens and scrolls.
 */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import {
  type Axis,
  columnWindow,
  contentHeight,
  type Extent,
  lastOffset,
  rowsInSight,
  rowWindow,
  scaleOf,
  shiftAfter,
  type Sight,
  type Span,
} from "./window.ts";

const SETTLED_MS = 150;
const NOTHING: Span = { first: 0, last: -1 };
const NOWHERE: Sight = { rows: NOTHING, columns: NOTHING, shift: 0 };
const NO_MARGIN = { above: 0, below: 0 };
const nobody = (): void => undefined;

/** The edges of what has no columns that scroll. */
export const NO_COLUMNS: readonly number[] = [0];

/** What is scrolled over. Axis and edges must stay the same objects while they say the same. */
export interface Ground {
  rows: Axis;
  /** Height of the heading, which stays in sight. */
  head: number;
  /** Left edges of the columns that scroll, which begin after those that stay, and the end of the last. */
  edges: readonly number[];
  /** Told which rows are in sight, so that they can be fetched. */
  show?: (first: number, last: number) => void;
  /** Changes when these are other rows than before, so that they begin at the top again. */
  question?: string;
  /** Pixels that a row keeps from both ends of the sight when it is brought into it. */
  margin?: { above: number; below: number };
}

export interface InSight extends Sight {
  scroller: RefObject<HTMLDivElement | null>;
  /** Height of the scrolled content. */
  height: number;
  onScroll: () => void;
  /** Let the pointer find cells again at once. */
  settle: () => void;
  boxHeight: () => number;
  showRow: (row: number) => void;
  /** Bring a column that scrolls into sight; what stays needs nothing. */
  showColumn: (at: number) => void;
}

/** The rows of a span in order, with the active one among them wherever it is. */
export function withActive({ first, last }: Span, active: number): number[] {
  const shown = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  if (active < 0 || (active >= first && active <= last)) return shown;
  return active < first ? [active, ...shown] : [...shown, active];
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

/** Draw what is in sight of both axes; the element that scrolls gets `scroller` and `onScroll`. */
export function useSight(ground: Ground): InSight {
  const { rows, head, edges, question, show = nobody, margin = NO_MARGIN } = ground;
  const pinned = edges[0] ?? 0;
  const scroller = useRef<HTMLDivElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Where the table stands and how large it is, as last heard of: to ask the page right after a change of the table
  // would make the browser lay all of it out once more.
  const box = useRef({ width: 0, height: 0, top: 0, seen: 0, left: 0 });
  const now = useRef(NOWHERE);
  const [sight, setSight] = useState(NOWHERE);
  const extent = useCallback((): Extent => ({ rows, head, box: box.current.height }), [rows, head]);

  /** `atOnce`: in the very frame that the table was scrolled in, so that there is no second one to draw. */
  const look = useCallback(
    (atOnce = false) => {
      const { width, top, seen: last } = box.current;
      const left = Math.max(0, Math.min(box.current.left, (edges.at(-1) ?? 0) - width));
      const old = now.current;
      const shift = shiftAfter(extent(), old.shift, top, last);
      const seen = rowsInSight(extent(), top - shift);
      const drawn = rows.count === 0 ? NOTHING : rowWindow(old.rows, seen, rows.count);
      const columns = columnWindow(old.columns, edges, left + pinned, left + width);
      box.current.seen = top;
      if (drawn !== old.rows || columns !== old.columns || shift !== old.shift) {
        now.current = { rows: drawn, columns, shift };
        if (atOnce) flushSync(() => setSight(now.current));
        else setSight(now.current);
      }
      show(seen.first, seen.last);
    },
    [rows, edges, pinned, extent, show],
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
    height: contentHeight({ rows, head, box: 0 }),
    onScroll: () => {
      const { scrollTop: top = 0, scrollLeft: left = 0 } = scroller.current ?? {};
      Object.assign(box.current, { top, left });
      look(true);
      clearTimeout(timer.current);
      timer.current = setTimeout(settle, SETTLED_MS);
      markMoving(scroller.current, true);
    },
    settle: () => markMoving(scroller.current, false),
    boxHeight: () => box.current.height,
    showRow: (row) => {
      const { height } = box.current;
      const offset = box.current.top - now.current.shift;
      const [start, end] = [rows.start(row), row + 1 < rows.count ? rows.start(row + 1) : rows.total];
      const low = Math.min(end - (height - head) + margin.below, lastOffset(extent()));
      const high = Math.max(0, start - margin.above);
      const to = offset > high ? high : offset < low ? low : offset;
      if (to !== offset) goTo(to, Math.abs(to - offset) <= 2 * height);
    },
    showColumn: (at) => {
      const element = scroller.current;
      if (element === null || at < 0) return;
      const [left, right] = [edges[at]! - pinned, edges[at + 1]! - box.current.width];
      if (element.scrollLeft > left) element.scrollLeft = left;
      else if (element.scrollLeft < right) element.scrollLeft = right;
      box.current.left = element.scrollLeft;
      look();
    },
  };
}
