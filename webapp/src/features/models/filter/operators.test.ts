import { describe, expect, test } from "vitest";
import { literalOf, sayLiteral, settled, withChoice } from "./operators.ts";

describe("values", () => {
  test("a typed text is what the key's type makes of it", () => {
    expect(literalOf("0.1", ["number"])).toEqual({ kind: "number", text: "0.1" });
    expect(literalOf("1", ["text"])).toEqual({ kind: "text", text: "1" });
    expect(literalOf('"1"', ["number", "text"])).toEqual({ kind: "text", text: "1" });
    expect(literalOf("-7d", ["date"])).toEqual({ kind: "moment", text: "-7d" });
    expect(literalOf("TRUE", ["boolean"])).toEqual({ kind: "word", text: "true" });
    expect(literalOf("true", ["text"])).toEqual({ kind: "text", text: "true" });
  });
  test("a text that looks like a number is shown in quotes", () => {
    expect(sayLiteral({ kind: "text", text: "1" })).toBe('"1"');
    expect(sayLiteral({ kind: "text", text: "" })).toBe('""');
    expect(sayLiteral({ kind: "text", text: "SGD" })).toBe("SGD");
  });
  test("another comparison keeps the values it can take", () => {
    const test = {
      key: "args.a",
      op: "in" as const,
      values: [literalOf("1", ["number"]), literalOf("2", ["number"])],
    };
    expect(withChoice(test, "=").values).toHaveLength(1);
    expect(withChoice(test, "not exists")).toEqual({ key: "args.a", op: "exists", values: [], not: true });
    expect(settled({ ...test, values: test.values.slice(1) }).op).toBe("=");
  });
});
