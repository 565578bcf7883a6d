import { describe, expect, test } from "vitest";
import { NumberText, type Json } from "../json/json.ts";
import { readQuery } from "./query.ts";
import { filterBy } from "./valueFilter.ts";

describe("a value in a cell as a test", () => {
  test.each<[string, Json | undefined, string | null, string | null]>([
    ["a number as it was written", new NumberText("1.0"), "args.k = 1.0", "not args.k = 1.0"],
    ["text with quotes", 'say "hi"', 'args.k = "say \\"hi\\""', 'not args.k = "say \\"hi\\""'],
    ["yes or no", true, "args.k = true", "not args.k = true"],
    ["null", null, "args.k is null", "not args.k is null"],
    ["nothing", undefined, "not args.k exists", "args.k exists"],
    ["a mapping, which equals nothing", { a: 1 }, null, null],
    ["a list of an arg, likewise", ["a"], null, null],
  ])("%s", (_name, value, only, without) => {
    expect([filterBy("args.k", value, false), filterBy("args.k", value, true)]).toEqual([only, without]);
    const wrong = [only, without].filter((text) => text !== null && "wrongAt" in readQuery(text));
    expect(wrong).toEqual([]);
  });
  test("the tags of a model, each of them", () => {
    expect(filterBy("tags", ["a", "b"], false)).toBe('tags = "a" and tags = "b"');
    expect(filterBy("tags", [], false)).toBeNull();
  });
});
