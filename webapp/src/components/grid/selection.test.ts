import { expect, test } from "vitest";
import { allOf, countOf, has, including, NONE, toggled } from "./selection.ts";

test("rows are selected by ID, one by one and several at once", () => {
  const some = including(toggled(NONE, "a"), ["b", "c"]);
  expect(["a", "b", "c", "d"].map((id) => has(some, id))).toEqual([true, true, true, false]);
  expect(countOf(toggled(some, "b"))).toBe(2);
});

test("all that a filter finds are selected without a list, but for those taken out", () => {
  const all = allOf("size > 1", 100_214);
  const fewer = toggled(all, "x");
  expect([countOf(all), countOf(fewer)]).toEqual([100_214, 100_213]);
  expect([has(fewer, "x"), has(fewer, "y")]).toEqual([false, true]);
  expect(countOf(including(fewer, ["x"]))).toBe(100_214);
  expect(fewer).toMatchObject({ kind: "query", where: "size > 1" });
});
