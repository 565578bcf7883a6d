/**
 * Parallel coordinates: an axis for each key, a line for each model. A range on an axis is drawn with the pointer or
 * moved by its two handles with the arrow keys; what lies in all ranges is selected. Knows no noun.
 */
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { paletteAt } from "../../../components/plots/palette.ts";
import type { Axis } from "../../../components/plots/scale.ts";
import { useRepaint } from "../../../components/plots/useRepaint.ts";
import { useMessages } from "../../../i18n/messages.ts";
import { drawLines, type Extent, extentOf, lefts, PAD_TOP, type Range, within } from "./parallel.ts";
import type { PlotSelection } from "./types.ts";

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

const TICKS = [0, 0.25, 0.5, 0.75, 1];
const MOST_WORDS = 9;
/** A stroke shorter than this clears the range. */
const SMALL = 0.015;

interface AxisRangeProps {
  axis: Axis;
  extent: Extent;
  left: number;
  range: Range | null;
  /** `done` once the pointer is let go; a key is done at once. */
  onChange: (range: Range | null, done: boolean) => void;
}

/** One axis of parallel coordinates with the range that is chosen on it: drawn with the pointer, or by two handles. */
function AxisRange({ axis, extent, left, range, onChange }: AxisRangeProps) {
  const box = useRef<HTMLDivElement>(null);
  const from = useRef<number | null>(null);
  useEffect(() => {
    const style = box.current?.style;
    style?.setProperty("left", `${left}px`);
    style?.setProperty("--low", String(range?.low ?? 0));
    style?.setProperty("--high", String(range?.high ?? 1));
  }, [left, range]);

  function drawn(event: PointerEvent<HTMLDivElement>): Range | null {
    const to = shareAt(event);
    const start = from.current ?? to;
    const next = { low: Math.min(start, to), high: Math.max(start, to) };
    return next.high - next.low < SMALL ? null : next;
  }
  const words = axis.kind === "category" ? axis.categories.map((_word, at) => at * extent.step) : TICKS;
  const every = Math.ceil(words.length / MOST_WORDS);
  return (
    <div ref={box} className="axis absolute inset-y-0 w-0">
      <span
        className="absolute top-1 left-0 max-w-36 -translate-x-1/2 truncate text-[0.86rem] font-medium"
        title={axis.label}
      >
        {axis.label}
      </span>
      {/* The two handles are the same by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        className="absolute -left-3 w-6 cursor-ns-resize touch-none"
        style={{ top: PAD_TOP, bottom: PAD_TOP }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          from.current = shareAt(event);
        }}
        onPointerMove={(event) => from.current !== null && onChange(drawn(event), false)}
        onPointerUp={(event) => {
          onChange(drawn(event), true);
          from.current = null;
        }}
      >
        <span aria-hidden className="absolute inset-y-0 left-1/2 w-px bg-edge" />
        {range && (
          <span
            aria-hidden
            className="axis-range absolute left-1 w-4 rounded-sm border border-accent bg-accent-soft"
          />
        )}
        {words.map(
          (share, at) => at % every === 0 && <Tick key={share} share={share} word={extent.word(share)} />,
        )}
        <Handle end="low" axis={axis} extent={extent} range={range} onChange={onChange} />
        <Handle end="high" axis={axis} extent={extent} range={range} onChange={onChange} />
      </div>
    </div>
  );
}

/** How far up the pointer is. */
function shareAt(event: PointerEvent<HTMLDivElement>): number {
  const { top, height } = event.currentTarget.getBoundingClientRect();
  return Math.max(0, Math.min(1, 1 - (event.clientY - top) / height));
}

function Tick({ share, word }: { share: number; word: string }) {
  const text = useRef<HTMLSpanElement>(null);
  useEffect(() => text.current?.style.setProperty("bottom", `calc(${share * 100}% - 0.6em)`), [share]);
  return (
    <span
      ref={text}
      aria-hidden
      className="pointer-events-none absolute left-4 max-w-24 truncate rounded-xs bg-surface/80 px-0.5 text-[0.78rem] leading-tight text-muted"
    >
      {word}
    </span>
  );
}

interface HandleProps extends Omit<AxisRangeProps, "left"> {
  end: "low" | "high";
}

function Handle({ end, axis, extent, range, onChange }: HandleProps) {
  const t = useMessages();
  const words = t.tools.plot;
  const whole = range ?? { low: 0, high: 1 };
  const value = whole[end];
  function move(to: number): void {
    const kept = Math.max(0, Math.min(1, to));
    const next =
      end === "low"
        ? { low: Math.min(kept, whole.high), high: whole.high }
        : { low: whole.low, high: Math.max(kept, whole.low) };
    onChange(next.low <= 0 && next.high >= 1 ? null : next, true);
  }
  function onKeyDown(event: KeyboardEvent): void {
    const steps: Record<string, number> = {
      ArrowUp: value + extent.step,
      ArrowRight: value + extent.step,
      ArrowDown: value - extent.step,
      ArrowLeft: value - extent.step,
      PageUp: value + 5 * extent.step,
      PageDown: value - 5 * extent.step,
      Home: 0,
      End: 1,
    };
    const to = steps[event.key];
    if (to !== undefined) move(to);
    else if (event.key === "Delete" || event.key === "Backspace") onChange(null, true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <span
      role="slider"
      tabIndex={0}
      aria-label={end === "low" ? words.from(axis.label) : words.to(axis.label)}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(value * 100)}
      aria-valuetext={extent.word(value)}
      onKeyDown={onKeyDown}
      className={`axis-${end} absolute left-1/2 h-2.5 w-4 -translate-x-1/2 rounded-full border border-accent bg-surface ${range ? "" : "opacity-0 focus-visible:opacity-100"}`}
    />
  );
}
