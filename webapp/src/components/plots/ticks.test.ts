import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tickTexts } from "./ticks.ts";

describe("ticks", () => {
  test.each([
    [
      [0, 1e-5, 2e-5],
      ["0", "1e-5", "2e-5"],
    ],
    [
      [1.00001, 1.00002],
      ["1.00001", "1.00002"],
    ],
    [
      [0, 0.5, 1],
      ["0.0", "0.5", "1.0"],
    ],
    [
      [0, 2000, 4000],
      ["0", "2,000", "4,000"],
    ],
    [
      [-1e9, 0, 1.5e9],
      ["-1e9", "0", "1.5e9"],
    ],
    [
      [2.5e-9, 3e-9],
      ["2.5e-9", "3e-9"],
    ],
  ])("of a linear axis %j", (places, texts) => expect(tickTexts(places, "en", false)).toEqual(texts));

  test("of a logarithmic axis each has what it needs, and those without a text none", () => {
    const places = [1e-5, null, 1e-3, 0.01, 0.1, 1, 10, 1e8];
    expect(tickTexts(places, "en", true)).toEqual(["1e-5", "", "0.001", "0.01", "0.1", "1", "10", "1e8"]);
  });

  test("of an empty axis and of a single tick", () => {
    expect(tickTexts([], "en", false)).toEqual([]);
    expect(tickTexts([1e-5], "en", false)).toEqual(["1e-5"]);
    expect(tickTexts([0], "en", false)).toEqual(["0"]);
  });

  test("are told apart and say where they are, whatever the range", () => {
    const steps = fc.tuple(
      fc.constantFrom(1, 2, 2.5, 5),
      fc.integer({ min: -12, max: 12 }),
      fc.integer({ min: -2000, max: 2000 }),
    );
    fc.assert(
      fc.property(steps, ([factor, power, from]) => {
        const step = factor * 10 ** power;
        const places = [0, 1, 2, 3, 4].map((at) => (from + at) * step);
        const texts = tickTexts(places, "en", false);
        expect(new Set(texts).size).toBe(places.length);
        texts.forEach((text, at) =>
          expect(Math.abs(Number(text.replaceAll(",", "")) - places[at]!)).toBeLessThan(step / 500),
        );
      }),
    );
  });
});
