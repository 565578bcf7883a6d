/** Metrics as curves over their steps or the time: of checkpoints, of what was logged; smoothed, grouped. Pure. */
import { keyLabel } from "../../../lib/json/keys.ts";
import type { Series } from "./series.ts";

/** `y` may be NaN or infinite; `run` is the number of the run that logged it. */
export interface CurvePoint {
  x: number;
  y: number;
  run?: number;
}

/** What a curve is made of: a checkpoint with a step and flat metrics. */
export interface Stepped {
  step: number | null;
  created_at: string;
  metrics: Readonly<Record<string, number | string>>;
}

/** What a curve is drawn over: steps, or hours since its beginning. */
export type Across = "step" | "time";

const HOUR_MS = 3_600_000;

/** The points of one metric of checkpoints in their order; what has no step, where steps are asked, is left out. */
export function curveOf(
  checkpoints: readonly Stepped[],
  metric: string,
  across: Across = "step",
): CurvePoint[] {
  const first = Math.min(...checkpoints.map((one) => Date.parse(one.created_at)));
  return checkpoints
    .flatMap(({ step, created_at, metrics }) => {
      const value = metrics[metric];
      const x = across === "step" ? step : (Date.parse(created_at) - first) / HOUR_MS;
      return x === null || value === undefined ? [] : [{ x, y: Number(value) }];
    })
    .toSorted((a, b) => a.x - b.x);
}

/** The points of what was logged, in their order. */
export function curveOfSeries({ step, value, time, run }: Series, across: Across): CurvePoint[] {
  const first = Math.min(...time);
  return step
    .map((at, index) => ({
      x: across === "step" ? at : (time[index]! - first) / HOUR_MS,
      y: Number(value[index]),
      run: run[index]!,
    }))
    .toSorted((a, b) => a.x - b.x);
}

/** Where a run goes on with the curve of an earlier one: the place of its first point, and its number. */
export function runStarts(points: readonly CurvePoint[]): { x: number; run: number }[] {
  return points.flatMap(({ x, run }, at) => {
    const before = points[at - 1]?.run;
    return run !== undefined && before !== undefined && run !== before ? [{ x, run }] : [];
  });
}

/**
 * An exponential moving average with the weight of what came before (0 to below 1), corrected for its beginning as
 * TensorBoard does: the first value stays itself. What is not finite stays, and does not count.
 */
export function smoothed(points: readonly CurvePoint[], weight: number): CurvePoint[] {
  if (weight <= 0) return [...points];
  let mean = 0;
  let gathered = 0;
  return points.map((point) => {
    if (!Number.isFinite(point.y)) return point;
    mean = mean * weight + (1 - weight) * point.y;
    gathered = gathered * weight + (1 - weight);
    return { ...point, y: mean / gathered };
  });
}

/** Whether a metric of checkpoints has finite values at two places at least. */
export function isCurve(checkpoints: readonly Stepped[], metric: string, across: Across = "step"): boolean {
  const points = curveOf(checkpoints, metric, across).filter((point) => Number.isFinite(point.y));
  return points.some((point) => point.x !== points[0]!.x);
}

/** Metrics by the first part of their name: `val.loss`, `val/acc` are of one group. */
export function grouped(names: readonly string[]): Map<string, string[]> {
  return Map.groupBy(names, (name) => /^([^./]*)[./]/.exec(keyLabel(name))?.[1] ?? "");
}
