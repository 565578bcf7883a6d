/**
 * Lines over one x axis, drawn by uPlot; plots with the same `sync` share the cursor. A value that is not finite is a gap
 * with a sign at the edge; marks are lines across. The table beside it says the same to who does not see it. Knows no noun.
 */
import { useEffect, useRef } from "react";
import uPlot, { type AlignedData } from "uplot";
import "uplot/dist/uPlot.min.css";
import { type Palette, paletteAt } from "./palette.ts";
import { tickTexts } from "./ticks.ts";
import { useNear } from "./useNear.ts";
import { useRepaint } from "./useRepaint.ts";

const HEIGHT = 190;
const LINE = 2;
const POINT = 6;
/** A line of fewer points shows each of them. */
const FEW = 40;
/** Pixels of an axis of numbers: those of a digit, and beside the text. */
const DIGIT = 7;
const BESIDE = 20;
// 3 is the logarithm; the enum of uPlot's types is not there at run time.
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment
const LOG: uPlot.Scale = { distr: 3 };

export interface PlotLine {
  name: string;
  /** In the order of x. NaN and infinities have their place in y too. */
  points: readonly { x: number; y: number }[];
  /** Drawn behind, thinner: what this line is compared with. */
  quiet?: boolean;
}

export interface PlotMark {
  x: number;
  name: string;
}

export interface LinePlotProps {
  label: string;
  /** What the x axis counts. */
  across: string;
  lines: readonly PlotLine[];
  /** Places on the x axis that have a name. */
  marks?: readonly PlotMark[];
  logX: boolean;
  logY: boolean;
  sync: string;
  language: string;
}

const NO_MARKS: readonly PlotMark[] = [];

/** A plot that fills the width of what is around it; it is drawn once it comes near the window. */
export function LinePlot(props: LinePlotProps) {
  const { label, across, lines, marks = NO_MARKS, logX, logY, sync, language } = props;
  const box = useRef<HTMLDivElement>(null);
  const { width, paint } = useRepaint(box);
  const near = useNear(box);
  useEffect(() => {
    const target = box.current;
    if (target === null || width === 0 || !near) return undefined;
    const palette = paletteAt(target, paint);
    const found = aligned(lines, logX, logY);
    const axis = {
      stroke: palette.muted,
      grid: { stroke: palette.line, width: 1 },
      ticks: { stroke: palette.line, width: 1 },
    };
    const written = (log: boolean) => ({
      values: (_: uPlot, places: (number | null)[]) => tickTexts(places, language, log),
    });
    const exactly = (value: number | null): string =>
      value === null ? "–" : value.toLocaleString(language, { maximumFractionDigits: 6 });
    const plot = new uPlot(
      {
        width,
        height: HEIGHT,
        scales: { x: { time: false, ...(logX && LOG) }, y: logY ? LOG : {} },
        axes: [
          { ...axis, ...written(logX) },
          { ...axis, ...written(logY), size: (_, texts) => BESIDE + DIGIT * longest(texts) },
        ],
        cursor: { sync: { key: sync }, drag: { x: false, y: false } },
        legend: { live: true },
        series: [
          { label: across, value: (_: uPlot, value: number | null) => exactly(value) },
          ...lines.map((line, at) => ({
            label: line.name,
            stroke: line.quiet ? palette.muted : palette.groups[at % palette.groups.length]!,
            width: line.quiet ? 1 : LINE,
            ...(line.quiet && { dash: [4, 4] }),
            points: {
              show: line.points.length < FEW,
              size: POINT,
              filter: (_: uPlot, series: number, show: boolean) =>
                show ? null : lonely(found.data[series]!),
            },
            // What uPlot holds has no NaN: the value is looked up.
            value: (shown: uPlot, _value: number | null, _series: number, index: number | null) => {
              if (index === null) return "–";
              const beside = index === shown.cursor.idx ? "" : ` (${exactly(found.data[0][index]!)})`;
              return valueAt(found, at, index) + beside;
            },
          })),
        ],
        hooks: { draw: [(drawn) => drawSigns(drawn, lines, marks, palette)] },
      },
      found.data as AlignedData,
      target,
    );
    return () => {
      // What is below does not jump while this is not drawn.
      target.style.minHeight = `${target.offsetHeight}px`;
      plot.destroy();
    };
  }, [width, near, paint, across, lines, marks, logX, logY, sync, language]);
  return (
    <div
      ref={box}
      role="img"
      aria-label={label}
      className="line-plot min-w-0"
      style={{ minHeight: HEIGHT }}
    />
  );
}

type Column = readonly (number | null | undefined)[];

interface Aligned {
  /** All x, and each line's y there: null is a gap, undefined a place of other lines alone. */
  data: [number[], ...Column[]];
  exact: readonly ReadonlyMap<number, number>[];
}

/** All x of all lines in order, and each line's y there; what has no place on a log axis is a gap. */
export function aligned(lines: readonly PlotLine[], logX: boolean, logY: boolean): Aligned {
  const xs = [...new Set(lines.flatMap((line) => line.points.map((point) => point.x)))]
    .filter((x) => !logX || x > 0)
    .toSorted((a, b) => a - b);
  const exact = lines.map((line) => new Map(line.points.map((point) => [point.x, point.y])));
  const rows = exact.map((at) =>
    xs.map((x) => {
      const y = at.get(x);
      return y === undefined || (Number.isFinite(y) && (!logY || y > 0)) ? y : null;
    }),
  );
  return { data: [xs, ...rows], exact };
}

/** The places of values that stand between gaps: no line leads to them, so that they are drawn as points. */
export function lonely(column: Column): number[] {
  const there = [...column.entries()].filter(([, y]) => y !== undefined);
  return there.flatMap(([index, y], at) => {
    const alone = (there[at - 1]?.[1] ?? null) === null && (there[at + 1]?.[1] ?? null) === null;
    return y !== null && alone ? [index] : [];
  });
}

/** A value in full. */
function valueAt({ data, exact }: Aligned, line: number, index: number): string {
  const y = exact[line]?.get(data[0][index]!);
  return y === undefined ? "–" : String(y);
}

function longest(texts: readonly string[] | null): number {
  return Math.max(1, ...(texts ?? []).map((text) => text.length));
}

const SIGN = 4;
const INSET = 7;
const BELOW_NAMES = 19;
const DASH = [3, 3];

/** Draw what no line can: marks across, and signs where values are not finite. */
function drawSigns(
  plot: uPlot,
  lines: readonly PlotLine[],
  marks: readonly PlotMark[],
  palette: Palette,
): void {
  const { ctx } = plot;
  const ratio = uPlot.pxRatio;
  const { left, top, width, height } = plot.bbox;
  const within = (x: number): boolean => x >= left && x <= left + width;
  ctx.save();
  ctx.lineWidth = ratio;
  ctx.strokeStyle = palette.text;
  ctx.fillStyle = palette.text;
  ctx.font = `${11 * ratio}px ${getComputedStyle(plot.root).fontFamily}`;
  ctx.textBaseline = "top";
  ctx.textAlign = "left";
  let free = -Infinity;
  for (const { x, name } of marks) {
    const at = plot.valToPos(x, "x", true);
    if (!within(at)) continue;
    ctx.setLineDash(DASH.map((length) => length * ratio));
    ctx.beginPath();
    ctx.moveTo(at, top);
    ctx.lineTo(at, top + height);
    ctx.stroke();
    const wide = ctx.measureText(name).width + 4 * ratio;
    // A name that would lie over another, or beyond the edge, is left to the table.
    if (at < free || at + wide > left + width) continue;
    ctx.fillText(name, at + 3 * ratio, top + ratio);
    free = at + wide;
  }
  ctx.setLineDash([]);
  ctx.lineWidth = 1.5 * ratio;
  lines.forEach((line, index) => {
    const colour = line.quiet ? palette.muted : palette.groups[index % palette.groups.length]!;
    ctx.strokeStyle = colour;
    let before: { at: number; y: number } | null = null;
    for (const { x, y } of line.points) {
      if (Number.isFinite(y)) continue;
      const at = plot.valToPos(x, "x", true);
      // Signs of one kind that would lie over each other are one.
      const covered = before !== null && Object.is(before.y, y) && at - before.at < 3 * SIGN * ratio;
      if (!within(at) || covered) continue;
      before = { at, y };
      const high = y === Infinity ? top + BELOW_NAMES * ratio : top + height - INSET * ratio;
      drawSign(ctx, at, high, y, SIGN * ratio);
    }
  });
  ctx.restore();
}

/** NaN is a cross, an infinity an arrow to its side. */
function drawSign(ctx: CanvasRenderingContext2D, x: number, y: number, value: number, r: number): void {
  ctx.beginPath();
  if (Number.isNaN(value)) {
    ctx.moveTo(x - r, y - r);
    ctx.lineTo(x + r, y + r);
    ctx.moveTo(x - r, y + r);
    ctx.lineTo(x + r, y - r);
  } else {
    const tip = value > 0 ? -r : r;
    ctx.moveTo(x - r, y - tip);
    ctx.lineTo(x, y + tip);
    ctx.lineTo(x + r, y - tip);
  }
  ctx.stroke();
}
