/**
 * Points on two axes, drawn by uPlot: drag a box to select, hover or use the arrow keys to read, Enter opens. What it
 * shows is told in words by its caller. Knows no noun.
 */
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { paletteAt } from "../../../components/plots/palette.ts";
import type { Axis } from "../../../components/plots/scale.ts";
import { useRepaint } from "../../../components/plots/useRepaint.ts";
import { isComposing } from "../../../lib/shortcuts.ts";
import { step } from "./nearest.ts";
import { makeScatter, type Scatter } from "./scatter.ts";
import type { PlotMark, PlotPoint, PlotSelection } from "./types.ts";

export interface ScatterPlotProps {
  label: string;
  x: Axis;
  y: Axis;
  points: readonly PlotPoint[];
  marks?: readonly PlotMark[];
  selection: PlotSelection;
  /** A point in words. */
  describe: (point: PlotPoint) => string;
}

/** A plot that fills the width of what is around it. */
export function ScatterPlot(props: ScatterPlotProps) {
  const { label, x, y, marks, selection, describe } = props;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<Scatter>(undefined);
  const [active, setActive] = useState(-1);
  const { width, paint } = useRepaint(box);
  const points = useMemo(() => props.points.toSorted((a, b) => a.x - b.x || a.y - b.y), [props.points]);
  // What the plot calls when something happens; the plot itself is made again only for other points.
  const now = useRef({ selection, active });
  useEffect(() => {
    now.current = { selection, active };
  }, [selection, active]);

  useEffect(() => {
    const target = box.current;
    if (target === null || width === 0) return undefined;
    const plot = makeScatter(target, {
      width,
      height: target.clientHeight,
      axes: { x, y },
      points,
      marks: marks ?? [],
      palette: paletteAt(target, paint),
      onHover: setActive,
      onBox: (places, add) =>
        now.current.selection.select(
          places.map((at) => points[at]!.id),
          add,
        ),
      onPress: (at, add) => {
        const { toggle, select } = now.current.selection;
        if (add) toggle(points[at]!.id);
        else select([points[at]!.id], false);
      },
    });
    plot.show(now.current.active, now.current.selection.ids);
    drawn.current = plot;
    return () => {
      drawn.current = undefined;
      plot.destroy();
    };
  }, [width, paint, x, y, points, marks]);
  useEffect(() => drawn.current?.show(active, selection.ids), [active, selection.ids]);

  const point = points[active];
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (isComposing(event.nativeEvent) || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = step(event.key, active, points.length);
    if (to !== null) setActive(to);
    else if (event.key === " " && point) selection.toggle(point.id);
    else if (event.key === "Enter" && point) selection.open(point.id);
    else return;
    event.preventDefault();
  }
  return (
    // One stop of Tab that reads its points by the arrow keys, as the table reads its cells.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="group"
      tabIndex={0}
      aria-label={label}
      aria-describedby={`${id}-point`}
      className="plot relative min-h-0 grow rounded-md outline-offset-2"
      onKeyDown={onKeyDown}
      onBlur={() => setActive(-1)}
    >
      <div ref={box} aria-hidden className="absolute inset-0" />
      <p id={`${id}-point`} role="status" className={point ? "plot-told" : "sr-only"}>
        {point ? describe(point) : ""}
      </p>
    </div>
  );
}
