import { expect, test } from "vitest";
import { aligned, lonely } from "./LinePlot.tsx";

const line = (...points: [number, number][]) => ({ name: "a", points: points.map(([x, y]) => ({ x, y })) });

test("lines share their x; a gap is told from a place of another line", () => {
  const { data } = aligned([line([0, 1], [2, NaN], [4, 3]), line([1, -5], [4, Infinity])], false, false);
  expect(data).toEqual([
    [0, 1, 2, 4],
    [1, undefined, null, 3],
    [undefined, -5, undefined, null],
  ]);
});

test("what has no place on a logarithmic axis is left out of x, and is a gap in y", () => {
  const { data, exact } = aligned([line([0, 1], [1, 0], [2, -1], [3, 5])], true, true);
  expect(data).toEqual([
    [1, 2, 3],
    [null, null, 5],
  ]);
  expect(exact[0]!.get(2)).toBe(-1);
});

test("a value between gaps is drawn as a point, since no line leads to it", () => {
  expect(lonely([1, null, 3, null, 5, 6])).toEqual([0, 2]);
  expect(lonely([undefined, 1, undefined, 2, null, undefined, 7])).toEqual([6]);
  expect(lonely([])).toEqual([]);
});
