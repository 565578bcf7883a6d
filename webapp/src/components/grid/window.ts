/**
 * Which rows and columns are drawn for a place of the scroll bars, and where. Heights and widths are known, so
 * nothing is measured. A window reaches past what is in sight and stays until the sight nears its end: most steps of
 * scrolling change nothing at all. Pure.
 */

/** Where rows lie, in pixels from the start of the first: `find` returns the row at a place, or the nearest. */
export interface Axis {
  count: number;
  total: number;
  start: (index: number) => number;
  find: (place: number) => number;
}

/** Rows of one height. */
export function evenly(count: number, size: number): Axis {
  return {
    count,
    total: count * size,
    start: (index) => index * size,
    find: (place) => clamp(Math.floor(place / size), count),
  };
}

/** Rows of any height, by their upper edges and the end of the last. */
export function byEdges(edges: readonly number[]): Axis {
  const [first = 0] = edges;
  return {
    count: edges.length - 1,
    total: edges.at(-1)! - first,
    start: (index) => edges[index]! - first,
    find: (place) => columnAt(edges, place + first),
  };
}

/** First and last index that is drawn; last is -1 for none. */
export interface Span {
  first: number;
  last: number;
}

/** What is drawn, and by how much the drawn rows lie off their true place (0 unless the range is scaled). */
export interface Sight {
  rows: Span;
  columns: Span;
  shift: number;
}

export interface Extent {
  rows: Axis;
  /** Height of the scrolled content that is not rows: the heading. */
  head: number;
  /** Height of the box. */
  box: number;
}

/** The tallest content: browsers lose precision and then rows beyond some 17 million pixels. */
export const MAX_HEIGHT = 300_000 * 36;
const AHEAD = 10;
const BEHIND = 3;
const NEAR = 2;
/** Pixels of columns that are drawn beyond the sight: where it travels to, and elsewhere. */
const AHEAD_WIDE = 420;
const BESIDE = 140;
const CLOSE = 40;

/** Height of the scrolled content. */
export function contentHeight({ rows, head }: Extent): number {
  return head + Math.min(rows.total, MAX_HEIGHT);
}

/** The largest true scroll offset. */
export function lastOffset({ rows, head, box }: Extent): number {
  return head + rows.total - box;
}

/** How many true pixels a pixel of the scroll bar stands for; 1 for all but very long tables. */
export function scaleOf(extent: Extent): number {
  const bar = contentHeight(extent) - extent.box;
  const whole = lastOffset(extent);
  return bar <= 0 ? 1 : Math.max(1, whole / bar);
}

/**
 * The shift after a move of the scroll bar: a short move goes by true pixels, as a wheel should; a long one, or one to
 * an end, leads to the part of the table that the bar shows.
 */
export function shiftAfter(extent: Extent, shift: number, top: number, before: number): number {
  const scale = scaleOf(extent);
  if (scale === 1) return 0;
  const bar = contentHeight(extent) - extent.box;
  const whole = lastOffset(extent);
  if (top <= 0) return 0;
  if (top >= bar - 1) return bar - whole;
  const short = Math.abs(top - before) <= 2 * extent.box;
  const place = top - shift;
  if (short && place >= 0 && place <= whole) return shift;
  return Math.round(top - top * scale);
}

/** The rows in sight for a true scroll offset. */
export function rowsInSight({ rows, head, box }: Extent, offset: number): Span {
  // A row that begins where the box ends is not in sight.
  return { first: rows.find(offset), last: rows.find(offset + box - head - 0.001) };
}

/** The rows to draw: the old ones while they still reach past the sight, else more in the direction of travel. */
export function rowWindow(old: Span, sight: Span, count: number): Span {
  const room = (near: number, edge: number): boolean => Math.abs(near - edge) >= NEAR || near === edge;
  const covers = old.first <= sight.first && old.last >= sight.last && old.last < count;
  const above = old.first === 0 || room(sight.first, old.first);
  const below = old.last === count - 1 || room(sight.last, old.last);
  if (covers && above && below && old.last - old.first <= sight.last - sight.first + AHEAD + BEHIND + NEAR) {
    return old;
  }
  const down = sight.last + NEAR > old.last || sight.first > old.last;
  return {
    first: clamp(sight.first - (down ? BEHIND : AHEAD), count),
    last: clamp(sight.last + (down ? AHEAD : BEHIND), count),
  };
}

/**
 * The columns to draw between two horizontal places: more of them where the sight has travelled to. `edges` are the left
 * edges of all and the end of the last.
 */
export function columnWindow(old: Span, edges: readonly number[], from: number, to: number): Span {
  const count = edges.length - 1;
  if (count <= 0) return { first: 0, last: -1 };
  const valid = old.last >= old.first && old.last < count;
  const left = old.first === 0 || from - (edges[old.first] ?? 0) >= CLOSE;
  const right = old.last === count - 1 || (edges[old.last + 1] ?? 0) - to >= CLOSE;
  const lean = valid && (edges[old.last + 1] ?? 0) - (edges[old.first] ?? 0) <= to - from + 2 * AHEAD_WIDE;
  if (valid && left && right && lean) return old;
  const travelled = (reached: boolean): number => (valid && !reached ? AHEAD_WIDE : BESIDE);
  return { first: columnAt(edges, from - travelled(left)), last: columnAt(edges, to + travelled(right)) };
}

/** The column that a horizontal place lies in, or the nearest. */
export function columnAt(edges: readonly number[], x: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle]! <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}

function clamp(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}
