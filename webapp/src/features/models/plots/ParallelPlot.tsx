/**
 * Parallel coordinates: an axis for each key, a line for each model. A range on an axis is drawn with the pointer or
 * moved by its two handles with the arrow keys; what lies in all ranges is selected. Knows no noun.
 */
import { useEffect, useMemo, useRef, useState, type PointerEvent } from "react";
import type { Axis } from "../../../components/plots/scale.ts";
import { paletteAt } from "../../../components/plots/palette.ts";
import { AxisRange } from "./AxisRange.tsx";
import { drawLines, extentOf, lefts, PAD_TOP, within, type Range } from "./parallel.ts";
import type { PlotSelection } from "./types.ts";
import { useRepaint } from "../../../components/plots/useRepaint.ts";

export interface ParallelLine {
  id: string;
  name: string;
  /** A place on each axis; null where there is none. */
  places: readonly (number | null)[];
}

export interface ParallelPlotProps {
  label: string;
  axes: readonly Axis[];
  lines: readonly ParallelLine[];
  selection: PlotSelection;
}

/** A plot that fills what is around it. The last axis colours the lines. */
export function ParallelPlot({ label, axes, lines, selection }: ParallelPlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [ranges, setRanges] = useState<ReadonlyMap<string, Range>>(new Map());
  const { width, paint } = useRepaint(box);
  const extents = useMemo(
    () =>
      axes.map((axis, at) =>
        extentOf(
          axis,
          lines.map((line) => line.places[at] ?? null),
        ),
      ),
    [axes, lines],
  );
  const [told, setTold] = useState<ParallelLine | null>(null);
  const xs = lefts(axes.length, width);

  function change(key: string, range: Range | null, done: boolean): void {
    const next = new Map(ranges);
    if (range === null) next.delete(key);
    else next.set(key, range);
    setRanges(next);
    if (!done) return;
    const chosen = lines.filter((line) => within(line.places, axes, extents, next)).map((line) => line.id);
    selection.select(next.size === 0 ? [] : chosen, false);
  }
  useEffect(() => {
    const target = canvas.current;
    if (target === null || box.current === null || width === 0) return;
    drawLines(target, {
      width,
      height: box.current.clientHeight,
      axes,
      extents,
      lines,
      ranges,
      selected: selection.ids,
      told: told?.id ?? null,
      palette: paletteAt(box.current, paint),
    });
  }, [width, paint, axes, extents, lines, ranges, selection.ids, told]);

  /** The line under the pointer, between two axes. */
  function onPointerMove(event: PointerEvent<HTMLDivElement>): void {
    const { left, top, height } = event.currentTarget.getBoundingClientRect();
    const x = event.clientX - left;
    const y = (event.clientY - top - PAD_TOP) / (height - 2 * PAD_TOP);
    const at = xs.findIndex((one, index) => x >= one && x < (xs[index + 1] ?? -1));
    if (at < 0) return setTold(null);
    const share = (x - xs[at]!) / (xs[at + 1]! - xs[at]!);
    let best: ParallelLine | null = null;
    let least = 0.02;
    for (const line of lines) {
      const one = extents[at]!.share(line.places[at] ?? null);
      const other = extents[at + 1]!.share(line.places[at + 1] ?? null);
      if (one === null || other === null) continue;
      const distance = Math.abs(1 - (one + (other - one) * share) - y);
      if (distance < least) [least, best] = [distance, line];
    }
    setTold(best);
  }
  return (
    <div role="group" aria-label={label} className="plot relative min-h-0 grow overflow-hidden">
      {/* Pointing only repeats what the table below says of each line. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        ref={box}
        className="absolute inset-0"
        onPointerMove={onPointerMove}
        onPointerLeave={() => setTold(null)}
        onDoubleClick={() => told && selection.open(told.id)}
      >
        <canvas ref={canvas} aria-hidden className="size-full" />
      </div>
      {axes.map((axis, at) => (
        <AxisRange
          key={axis.key}
          axis={axis}
          extent={extents[at]!}
          left={xs[at] ?? 0}
          range={ranges.get(axis.key) ?? null}
          onChange={(range, done) => change(axis.key, range, done)}
        />
      ))}
      {told && <p className="plot-told">{told.name}</p>}
    </div>
  );
}
