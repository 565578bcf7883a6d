import { expect, test } from "vitest";
import { curveOf, plottable, smoothed } from "./curves.ts";

const at = (step: number | null, metrics: Record<string, number | string>) => ({
  step,
  metrics,
  created_at: `2026-01-01T00:${String(step ?? 40).padStart(2, "0")}:00Z`,
});
const CHECKPOINTS = [
  at(20, { top1: 70, "val.loss": 0.5 }),
  at(10, { top1: 60, "val.loss": "NaN" }),
  at(null, { top1: 99 }),
  at(30, { top1: 75, "val.loss": 0.4, lr: 0.1 }),
];

test("a curve is in the order of its steps, without what is no number or has no step", () => {
  expect(curveOf(CHECKPOINTS, "top1")).toEqual([
    { x: 10, y: 60 },
    { x: 20, y: 70 },
    { x: 30, y: 75 },
  ]);
  expect(curveOf(CHECKPOINTS, "val.loss").map((point) => point.x)).toEqual([20, 30]);
});

test("over the time a curve begins with the first checkpoint, and those without a step are in it", () => {
  expect(curveOf(CHECKPOINTS, "top1", "time")).toEqual([
    { x: 0, y: 60 },
    { x: 1 / 6, y: 70 },
    { x: 1 / 3, y: 75 },
    { x: 0.5, y: 99 },
  ]);
});

test("smoothing keeps the first value and a constant curve as they are", () => {
  const points = curveOf(CHECKPOINTS, "top1");
  expect(smoothed(points, 0)).toEqual(points);
  expect(smoothed(points, 0.9)[0]!.x).toBe(10);
  expect(smoothed(points, 0.9)[0]!.y).toBeCloseTo(60);
  const flat = [1, 2, 3].map((x) => ({ x, y: 5 }));
  for (const { y } of smoothed(flat, 0.8)) expect(y).toBeCloseTo(5);
  const [, second] = smoothed(points, 0.5);
  expect(second!.y).toBeCloseTo((0.25 * 60 + 0.5 * 70) / 0.75);
});

test("a metric with one point is not drawn; the others are grouped by the beginning of their names", () => {
  const found = plottable(CHECKPOINTS, ["top1", "val.loss", "lr"]);
  expect(Object.fromEntries(found)).toEqual({ "": ["top1"], val: ["val.loss"] });
  const twice = [at(5, { top1: 1 }), at(5, { top1: 2 })];
  expect(plottable(twice, ["top1"]).size).toBe(0);
  const quoted = [at(1, { '"val.acc"': 1 }), at(2, { '"val.acc"': 2 })];
  expect(Object.fromEntries(plottable(quoted, ['"val.acc"']))).toEqual({ val: ['"val.acc"'] });
});
