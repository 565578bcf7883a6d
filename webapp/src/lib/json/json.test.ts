import * as fc from "fast-check";
import { expect, test } from "vitest";
import { NumberText, parseExact, plainNumbers, writeExact } from "./json.ts";

test.each(["1.0", "1", "-0.0", "1e-4", "1E+400", "1152921504606846977", "0.30000000000000004"])(
  "the number %s stays as it was written",
  (text) => {
    expect(writeExact(parseExact(`{"a": [${text}]}`))).toBe(`{"a": [${text}]}`);
  },
);

test("any JSON says the same after reading and writing", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const text = JSON.stringify(value);
      for (const indent of [0, 2])
        expect(JSON.parse(writeExact(parseExact(text), indent))).toEqual(JSON.parse(text));
      expect(plainNumbers(parseExact(text))).toEqual(JSON.parse(text));
    }),
  );
});

test("one line is one line, and an indent makes a tree", () => {
  expect(writeExact({ a: [new NumberText("1"), null], b: {} })).toBe('{"a": [1, null], "b": {}}');
  expect(writeExact({ a: [true] }, 2)).toBe('{\n  "a": [\n    true\n  ]\n}');
});
