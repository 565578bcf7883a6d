import { describe, expect, test } from "vitest";
import { surelyFits } from "./DataRow.tsx";

describe("what a cell shows whole", () => {
  const width = 130 / 14;

  test("short numbers, words and chips fit into the usual width", () => {
    for (const one of ["0.0001", "≈0.142857", "-1e-05", "120000", "adamw", "false", "상수", "", null]) {
      expect([one, surelyFits(one, width)]).toEqual([one, true]);
    }
    expect(surelyFits(<span>null</span>, width)).toBe(true);
  });

  test("what may be too long is cut, and so is all that is no text", () => {
    for (const one of ["1152921504606846976", "cosine decay", "가나다라마바사아", "W".repeat(8)]) {
      expect([one, surelyFits(one, width)]).toEqual([one, false]);
    }
    expect(surelyFits(<span>[0.9,0.95]</span>, width)).toBe(false);
    expect(surelyFits(<a href="/">a</a>, width)).toBe(false);
    expect(surelyFits([<span key="a">a</span>], width)).toBe(false);
  });

  test("letters that are wider than their size are cut", () => {
    for (const one of ["\u{fdfd}", "\u{1242b}", "️⃣", "\u{202e}a"]) expect(surelyFits(one, width)).toBe(false);
  });

  test("a narrow column or large letters cut sooner", () => {
    expect(surelyFits("adamw", 60 / 14)).toBe(false);
    expect(surelyFits("0.0001", 48 / 14)).toBe(false);
    expect(surelyFits("false", 130 / 28)).toBe(false);
  });
});
