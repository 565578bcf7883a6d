import { expect, test } from "vitest";
import { curveOf, curveOfSeries, grouped, isCurve, runStarts, smoothed } from "./curves.ts";

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

test("a curve is in the order of its steps, without what has no step; what is not finite keeps its place", () => {
  expect(curveOf(CHECKPOINTS, "top1")).toEqual([
    { x: 10, y: 60 },
    { x: 20, y: 70 },
    { x: 30, y: 75 },
  ]);
  expect(curveOf(CHECKPOINTS, "val.loss")).toEqual([
    { x: 10, y: NaN },
    { x: 20, y: 0.5 },
    { x: 30, y: 0.4 },
  ]);
});

test("over the time a curve begins with the first checkpoint, and those without a step are in it", () => {
  expect(curveOf(CHECKPOINTS, "top1", "time")).toEqual([
    { x: 0, y: 60 },
    { x: 1 / 6, y: 70 },
    { x: 1 / 3, y: 75 },
    { x: 0.5, y: 99 },
  ]);
});

const LOGGED = {
  step: [0, 1, 2, 3],
  value: [2.5, "NaN", "-Infinity", 1e-5],
  time: [1_000_000, 4_600_000, 90_000_000, 93_600_000],
  run: [1, 1, 2, 2],
  total: 4,
};

test("what was logged is a curve over steps or hours, with the runs that it is made of", () => {
  const points = curveOfSeries(LOGGED, "step");
  expect(points.map(({ x, y }) => [x, y])).toEqual([
    [0, 2.5],
    [1, NaN],
    [2, -Infinity],
    [3, 1e-5],
  ]);
  expect(runStarts(points)).toEqual([{ x: 2, run: 2 }]);
  expect(curveOfSeries(LOGGED, "time")[1]!.x).toBe(1);
  expect(runStarts(curveOf(CHECKPOINTS, "top1"))).toEqual([]);
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

test("smoothing leaves what is not finite where it is, and what follows is not spoiled by it", () => {
  const points = [5, NaN, Infinity, 5].map((y, x) => ({ x, y }));
  expect(smoothed(points, 0.8).map(({ y }) => Math.round(y * 1e9) / 1e9)).toEqual([5, NaN, Infinity, 5]);
});

test("a metric is a curve where it has finite values at two places", () => {
  const drawn = ["top1", "val.loss", "lr", "none"].filter((name) => isCurve(CHECKPOINTS, name));
  expect(drawn).toEqual(["top1", "val.loss"]);
  expect(isCurve([at(5, { top1: 1 }), at(5, { top1: 2 })], "top1")).toBe(false);
  expect(isCurve([at(5, { top1: 1 }), at(6, { top1: "NaN" })], "top1")).toBe(false);
});

test("metrics are grouped by the beginning of their names", () => {
  expect(Object.fromEntries(grouped(["top1", "val.loss", "val/acc", '"val.top5"', "lr"]))).toEqual({
    "": ["top1", "lr"],
    val: ["val.loss", "val/acc", '"val.top5"'],
  });
});
