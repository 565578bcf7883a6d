/**
 * Lines over one x axis, drawn by uPlot; plots with the same `sync` share the cursor. The table beside it says the same
 * to who does not see it. Knows no noun.
 */
import { type RefObject, useEffect, useRef, useState } from "react";
import uPlot, { type AlignedData } from "uplot";
import "uplot/dist/uPlot.min.css";
import { paletteAt } from "../../../components/plots/palette.ts";
import { useRepaint } from "../../../components/plots/useRepaint.ts";

const HEIGHT = 190;
const LINE = 2;
const POINT = 6;
// 3 is the logarithm; the enum of uPlot's types is not there at run time.
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment
const LOG: uPlot.Scale = { distr: 3 };

export interface PlotLine {
  name: string;
  points: readonly { x: number; y: number }[];
  /** Drawn behind, thinner: what this line is compared with. */
  quiet?: boolean;
}

export interface LinePlotProps {
  label: string;
  /** What the x axis counts. */
  across: string;
  lines: readonly PlotLine[];
  logX: boolean;
  logY: boolean;
  sync: string;
  format: (value: number) => string;
}

/** A plot that fills the width of what is around it; it is drawn once it comes near the window. */
export function LinePlot({ label, across, lines, logX, logY, sync, format }: LinePlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const { width, paint } = useRepaint(box);
  const near = useNear(box);
  useEffect(() => {
    const target = box.current;
    if (target === null || width === 0 || !near) return undefined;
    const palette = paletteAt(target, paint);
    const axis = {
      stroke: palette.muted,
      grid: { stroke: palette.line, width: 1 },
      ticks: { stroke: palette.line, width: 1 },
    };
    const plot = new uPlot(
      {
        width,
        height: HEIGHT,
        scales: { x: { time: false, ...(logX && LOG) }, y: logY ? LOG : {} },
        axes: [axis, { ...axis, size: 56 }],
        cursor: { sync: { key: sync }, drag: { x: false, y: false } },
        legend: { live: true },
        series: [
          { label: across },
          ...lines.map((line, at) => ({
            label: line.name,
            stroke: line.quiet ? palette.muted : palette.groups[at % palette.groups.length]!,
            width: line.quiet ? 1 : LINE,
            ...(line.quiet && { dash: [4, 4] }),
            points: { show: line.points.length < 40, size: POINT },
            spanGaps: true,
            value: (_: uPlot, value: number | null) => (value === null ? "–" : format(value)),
          })),
        ],
      },
      aligned(lines, logX, logY),
      target,
    );
    return () => {
      // What is below does not jump while this is not drawn.
      target.style.minHeight = `${target.offsetHeight}px`;
      plot.destroy();
    };
  }, [width, near, paint, across, lines, logX, logY, sync, format]);
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

/** All x of all lines in order, and each line's y there; what has no place on a log axis is left out. */
function aligned(lines: readonly PlotLine[], logX: boolean, logY: boolean): AlignedData {
  const xs = [...new Set(lines.flatMap((line) => line.points.map((point) => point.x)))]
    .filter((x) => !logX || x > 0)
    .toSorted((a, b) => a - b);
  const rows = lines.map((line) => {
    const at = new Map(line.points.map((point) => [point.x, point.y]));
    return xs.map((x) => {
      const y = at.get(x) ?? null;
      return logY && y !== null && y <= 0 ? null : y;
    });
  });
  return [xs, ...rows];
}

/** How far beyond the window counts as near: some plots ahead of who scrolls. */
const AHEAD = "600px 0px";

/** Whether an element is in sight or soon will be: what costs much to draw is drawn then, and given up far away. */
function useNear(element: RefObject<HTMLElement | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    const observer = new IntersectionObserver((entries) => setNear(entries.at(-1)?.isIntersecting ?? false), {
      rootMargin: AHEAD,
    });
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return near;
}
