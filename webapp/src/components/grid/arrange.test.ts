import { describe, expect, test } from "vitest";
import { type Arrangement, hide, pin, place, shown, step } from "./useColumns.ts";

const start: Arrangement = { columns: ["a", "b", "c", "d"], pinned: ["c"] };

describe("the order of columns", () => {
  test("pinned columns are shown first", () => {
    expect(shown(start)).toEqual(["c", "a", "b", "d"]);
  });
  test("one that is pinned and let go is where it was", () => {
    expect(shown(pin(pin(start, ["b"], true), ["b"], false))).toEqual(shown(start));
  });
  test("a column goes before another and is not pinned there", () => {
    expect(place(start, ["d"], "a", false)).toEqual({ columns: ["c", "d", "a", "b"], pinned: ["c"] });
  });
  test("a column that is put among the pinned ones is pinned, at their end or before one", () => {
    expect(shown(place(start, ["d"], null, true))).toEqual(["c", "d", "a", "b"]);
    expect(shown(place(start, ["d"], "c", true))).toEqual(["d", "c", "a", "b"]);
  });
  test("a pinned column that is put among the others is let go", () => {
    expect(place(start, ["c"], null, false)).toEqual({ columns: ["a", "b", "d", "c"], pinned: [] });
  });
  test("a group moves as one", () => {
    expect(shown(step(start, ["a", "b"], 1)!)).toEqual(["c", "d", "a", "b"]);
    expect(shown(place(start, ["b", "d"], "a", false))).toEqual(["c", "b", "d", "a"]);
  });
  test("a step goes one place and stops at the edges", () => {
    expect(shown(step(start, ["b"], -1)!)).toEqual(["c", "b", "a", "d"]);
    expect(shown(step(start, ["a"], 1)!)).toEqual(["c", "b", "a", "d"]);
    expect(step(start, ["a"], -1)).toBeNull();
    expect(step(start, ["d"], 1)).toBeNull();
    expect(step(start, ["c"], 1)).toBeNull();
    expect(step(start, ["nowhere"], 1)).toBeNull();
  });
  test("a column cannot be put before itself", () => {
    expect(place(start, ["a", "b"], "b", false)).toBe(start);
  });
  test("hiding takes out and remembers the pin", () => {
    expect(hide(start, ["c", "a"])).toEqual({ columns: ["b", "d"], pinned: ["c"] });
  });
});
