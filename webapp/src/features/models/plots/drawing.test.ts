import { describe, expect, test } from "vitest";
import type { Axis } from "../../../components/plots/scale.ts";
import { extentOf, within } from "./parallel.ts";
import { inside, nearest, step } from "./nearest.ts";

const PLACES = [
  { left: 0, top: 0 },
  { left: 10, top: 10 },
  { left: 12, top: 10 },
];

describe("which point is meant", () => {
  test("the nearest one, within a distance", () => {
    expect(nearest(PLACES, 11.5, 10, 5)).toBe(2);
    expect(nearest(PLACES, 50, 50, 5)).toBe(-1);
  });
  test("those inside of a box", () => {
    expect(inside(PLACES, { left: 5, top: 5, width: 6, height: 6 })).toEqual([1]);
  });
  test.each([
    ["ArrowRight", 0, 1],
    ["ArrowLeft", 0, 0],
    ["ArrowRight", -1, 0],
    ["End", 0, 99],
    ["PageDown", 97, 99],
    ["a", 3, null],
  ])("%s from %d leads to %s", (key, at, to) => {
    expect(step(key, at, 100)).toBe(to);
  });
});

describe("ranges on parallel axes", () => {
  const log: Axis = { key: "lr", label: "lr", kind: "log", categories: [] };
  const words: Axis = { key: "opt", label: "opt", kind: "category", categories: ["a", "b", "c"] };
  const axes = [log, words];
  const extents = [extentOf(log, [0.001, 1, null]), extentOf(words, [0, 2])];
  test("a place lies as far up as its scale says", () => {
    expect(extents[0]!.share(0.001)).toBeCloseTo(0);
    expect(extents[0]!.share(0.0316)).toBeCloseTo(0.5, 2);
    expect(extents[0]!.word(1)).toBe("1");
    expect(extents[1]!.share(1)).toBe(0.5);
    expect(extents[1]!.word(0.5)).toBe("b");
    expect(extents[1]!.share(null)).toBeNull();
  });
  test("a line has to lie in all of them; one without a value does not", () => {
    const ranges = new Map([
      ["lr", { low: 0, high: 0.6 }],
      ["opt", { low: 0.4, high: 0.6 }],
    ]);
    expect(within([0.01, 1], axes, extents, ranges)).toBe(true);
    expect(within([0.5, 1], axes, extents, ranges)).toBe(false);
    expect(within([0.01, 2], axes, extents, ranges)).toBe(false);
    expect(within([null, 1], axes, extents, ranges)).toBe(false);
    expect(within([null, 1], axes, extents, new Map())).toBe(true);
  });
});
