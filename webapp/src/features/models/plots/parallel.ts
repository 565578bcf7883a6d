/** Where the lines of parallel coordinates run, which lie in the ranges, and how they are drawn. No React. */
import { short, type Axis } from "../../../components/plots/scale.ts";
import type { Palette } from "../../../components/plots/palette.ts";

/** Part of an axis, from 0 at the bottom to 1 at the top. */
export interface Range {
  low: number;
  high: number;
}

export interface Extent {
  /** How far up a place lies; null if it is on no axis. */
  share: (place: number | null) => number | null;
  /** What stands there, in words. */
  word: (share: number) => string;
  /** One step of an arrow key. */
  step: number;
}

export const PAD_TOP = 34;
const PAD_SIDE = 64;

/** The left edge of each axis. */
export function lefts(count: number, width: number): number[] {
  const room = Math.max(0, width - 2 * PAD_SIDE);
  return Array.from(
    { length: count },
    (_, at) => PAD_SIDE + (count < 2 ? room / 2 : (room * at) / (count - 1)),
  );
}

/** The two ends of an axis, and places between them. */
export function extentOf(axis: Axis, places: readonly (number | null)[]): Extent {
  if (axis.kind === "category") {
    const most = Math.max(1, axis.categories.length - 1);
    return {
      share: (place) => (place === null ? null : place / most),
      word: (share) => axis.categories[Math.round(share * most)] ?? "",
      step: 1 / most,
    };
  }
  const there = places.filter((place): place is number => place !== null);
  const to = axis.kind === "log" ? Math.log10 : (value: number): number => value;
  const from =
    axis.kind === "log" ? (value: number): number => 10 ** value : (value: number): number => value;
  let low = Infinity;
  let high = -Infinity;
  for (const place of there) {
    low = Math.min(low, to(place));
    high = Math.max(high, to(place));
  }
  const room = high - low || 1;
  return {
    share: (place) => (place === null ? null : high === low ? 0.5 : (to(place) - low) / room),
    word: (share) => (there.length === 0 ? "" : short(from(low + share * (high === low ? 0 : room)))),
    step: 0.02,
  };
}

/** Tell whether a line lies in every range. */
export function within(
  places: readonly (number | null)[],
  axes: readonly Axis[],
  extents: readonly Extent[],
  ranges: ReadonlyMap<string, Range>,
): boolean {
  return axes.every((axis, at) => {
    const range = ranges.get(axis.key);
    if (range === undefined) return true;
    const share = extents[at]!.share(places[at] ?? null);
    return share !== null && share >= range.low - 1e-9 && share <= range.high + 1e-9;
  });
}

export interface LinesOptions {
  width: number;
  height: number;
  axes: readonly Axis[];
  extents: readonly Extent[];
  lines: readonly { id: string; places: readonly (number | null)[] }[];
  ranges: ReadonlyMap<string, Range>;
  selected: ReadonlySet<string>;
  told: string | null;
  palette: Palette;
}

/** Draw all lines: those outside of a range step back, selected ones are thick, the one that is told on top. */
export function drawLines(canvas: HTMLCanvasElement, options: LinesOptions): void {
  const { width, height, axes, extents, lines, ranges, selected, told, palette } = options;
  const ratio = devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const ctx = canvas.getContext("2d");
  if (ctx === null) return;
  ctx.scale(ratio, ratio);
  const xs = lefts(axes.length, width);
  const room = height - 2 * PAD_TOP;
  const some = lines.some((line) => selected.has(line.id));
  const stroke = (line: LinesOptions["lines"][number]): void => {
    ctx.beginPath();
    let pen = false;
    line.places.forEach((place, at) => {
      const share = extents[at]!.share(place);
      if (share === null) return (pen = false);
      ctx[pen ? "lineTo" : "moveTo"](xs[at]!, PAD_TOP + (1 - share) * room);
      return (pen = true);
    });
    ctx.stroke();
  };
  // The more there are, the fainter is each, so that where many run stays to be seen.
  const faint = Math.max(0.05, Math.min(0.45, 130 / lines.length));
  for (const line of lines) {
    const chosen = selected.has(line.id);
    const seen = within(line.places, axes, extents, ranges) && (!some || chosen);
    ctx.globalAlpha = seen ? (chosen ? 0.95 : faint) : 0.07;
    ctx.lineWidth = chosen ? 1.8 : 1;
    ctx.strokeStyle = seen
      ? colourOf(extents.at(-1)?.share(line.places.at(-1) ?? null) ?? null, palette)
      : palette.muted;
    stroke(line);
  }
  const one = lines.find((line) => line.id === told);
  if (one) {
    ctx.globalAlpha = 1;
    ctx.lineWidth = 3;
    ctx.strokeStyle = palette.text;
    stroke(one);
  }
}

/** From one hue to another over the last axis; where a line ends says the same. */
function colourOf(share: number | null, palette: Palette): string {
  if (share === null) return palette.muted;
  return `color-mix(in oklab, ${palette.groups[0]} ${Math.round(share * 100)}%, ${palette.groups[1]})`;
}
