/** Metrics of checkpoints as curves over their steps: gathered, smoothed. Pure. */
import { keyLabel } from "../../../lib/json/keys.ts";

export interface CurvePoint {
  x: number;
  y: number;
}

/** What a curve is made of: a checkpoint with a step and flat metrics. */
export interface Stepped {
  step: number | null;
  created_at: string;
  metrics: Readonly<Record<string, number | string>>;
}

/** What a curve is drawn over: steps, or hours since the first checkpoint. */
export type Across = "step" | "time";

const HOUR_MS = 3_600_000;

/** The points of one metric in their order; what is no finite number, or has no step where steps are asked, is left out. */
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
      return x !== null && typeof value === "number" && Number.isFinite(value) ? [{ x, y: value }] : [];
    })
    .toSorted((a, b) => a.x - b.x);
}

/**
 * An exponential moving average with the weight of what came before (0 to below 1), corrected for its beginning as
 * TensorBoard does: the first value stays itself.
 */
export function smoothed(points: readonly CurvePoint[], weight: number): CurvePoint[] {
  if (weight <= 0) return [...points];
  let mean = 0;
  let gathered = 0;
  return points.map(({ x, y }) => {
    mean = mean * weight + (1 - weight) * y;
    gathered = gathered * weight + (1 - weight);
    return { x, y: mean / gathered };
  });
}

/** The metrics that have points at two places at least, by the first part of their name: `val.loss` and `val.acc` are of one group. */
export function plottable(
  checkpoints: readonly Stepped[],
  names: readonly string[],
  across: Across = "step",
): Map<string, string[]> {
  const drawn = names.filter((name) => {
    const points = curveOf(checkpoints, name, across);
    return points.some((point) => point.x !== points[0]!.x);
  });
  return Map.groupBy(drawn, (name) => /^([^./]*)[./]/.exec(keyLabel(name))?.[1] ?? "");
}
