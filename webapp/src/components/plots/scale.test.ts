import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NumberText, parseExact, type Json } from "../../lib/json/json.ts";
import { axisOf, groupsOf, placeOf, short, spearman, summarise } from "./scale.ts";

const values = (text: string): (Json | undefined)[] => parseExact(text) as Json[];

describe("an axis", () => {
  test("is of numbers where all that is there are numbers; null and missing have no place", () => {
    const axis = axisOf("lr", [...values("[0.1, 1e-3, null]"), undefined], false);
    expect(axis.kind).toBe("linear");
    expect([...values("[0.1, null]"), undefined].map((one) => placeOf(axis, one))).toEqual([0.1, null, null]);
  });
  test("is of categories where one is not, in natural order", () => {
    const axis = axisOf("depth", values('["b10", "b2", 1, true]'), false);
    expect(axis.categories).toEqual(["1", "b2", "b10", "true"]);
    expect(placeOf(axis, "b10")).toBe(2);
    expect(placeOf(axis, "gone")).toBeNull();
  });
  test("is of numbers where nearly all are; a word among them has no place", () => {
    const rates = Array.from({ length: 9 }, (_, at) => new NumberText(`0.${at + 1}`));
    const axis = axisOf("lr", [...rates, "auto", null], true);
    expect(axis.kind).toBe("log");
    expect(placeOf(axis, "auto")).toBeNull();
    expect(axisOf("lr", [...rates, "auto", "auto"], true).kind).toBe("category");
    expect(groupsOf([...rates, "auto"], 8, "Others").of.at(-1)).toBe(-1);
  });
  test("has categories that are numbers in the order of their size, before words", () => {
    const axis = axisOf("lr", values('["auto", 0.01, 0.00001, 0.001, 1e-4, ""]'), false);
    expect(axis.categories).toEqual(["0.00001", "1e-4", "0.001", "0.01", "", "auto"]);
  });
  test("on a logarithm has no place for zero and below", () => {
    const axis = axisOf("wd", values("[0, 0.1]"), true);
    expect(values("[0, -1, 0.1]").map((one) => placeOf(axis, one))).toEqual([null, null, 0.1]);
  });
  test("keeps the most frequent categories of too many", () => {
    const axis = axisOf("n", [...Array.from({ length: 60 }, (_, at) => `w${at % 30}`), "w3", "w3"], false);
    expect(axis.categories).toHaveLength(24);
    expect(axis.categories).toContain("w3");
  });
});

describe("groups", () => {
  test("beyond the most fall together", () => {
    const { names, of } = groupsOf(["a", "a", "b", "b", "c", "d", undefined], 3, "Others");
    expect(names).toEqual(["a", "b", "Others"]);
    expect(of).toEqual([0, 0, 1, 1, 2, 2, -1]);
  });
  test("of many numbers are ranges of equal counts", () => {
    const { names, of } = groupsOf(values("[1,2,3,4,5,6,7,8]"), 8, "Others");
    expect(names).toEqual(["1 – 2", "3 – 4", "5 – 6", "7 – 8"]);
    expect(of).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  });
});

describe("what points say", () => {
  test("rank correlation is 1 for what rises together, whatever the scale, and -1 reversed", () => {
    const increasing = fc.uniqueArray(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), {
      minLength: 3,
      maxLength: 40,
      comparator: "SameValueZero", // 0 and -0 are a tie
    });
    fc.assert(
      fc.property(increasing, (xs) => {
        const sorted = xs.toSorted((a, b) => a - b);
        const places = sorted.map((_, at) => at ** 3);
        expect(spearman(sorted, places)).toBeCloseTo(1, 9);
        expect(spearman(sorted, places.toReversed())).toBeCloseTo(-1, 9);
      }),
    );
  });
  test("ties share their rank, and no variation has no correlation", () => {
    expect(spearman([1, 1, 2, 3], [1, 1, 2, 3])).toBeCloseTo(1, 9);
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(spearman([1, 2], [1, 2])).toBeNull();
  });
  test("mean and the sample's deviation; one value alone has none", () => {
    expect(summarise([1, 2, 3])).toEqual({ n: 3, mean: 2, std: 1, min: 1, max: 3 });
    expect(summarise([5])).toMatchObject({ std: null });
    expect(summarise([])).toBeNull();
  });
  test.each([
    [0, "0"],
    [0.0001, "1e-4"],
    [123_456, "1.2e5"],
    [0.123_456, "0.1235"],
  ])("%d is short as %s", (value, text) => {
    expect(short(value)).toBe(text);
  });
});
