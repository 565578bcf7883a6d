import { expect, test } from "vitest";
import { en } from "../../../i18n/en.ts";
import { ko } from "../../../i18n/ko.ts";
import { findWorded, readWord, sayValue, wordedValues } from "./worded.ts";

const text = (value: string) => ({ kind: "text" as const, text: value });

test.each([en.states, ko.states])(
  "each value of a worded field is shown by a word and read from it",
  (words) => {
    for (const key of ["state", "visibility", "run.outcome"]) {
      const values = wordedValues(key)!;
      for (const value of values) {
        const said = sayValue(key, text(value), words);
        expect(said).toBe(words[value as keyof typeof words]);
        expect(readWord(key, ` ${said.toUpperCase()} `, words)).toBe(value);
        expect(readWord(key, value, words)).toBe(value);
        expect(findWorded(key, said, words)).toContain(value);
      }
      expect(new Set(values.map((value) => sayValue(key, text(value), words))).size).toBe(values.length);
    }
  },
);

test("what is no word of the field stays as it was typed, and so do values of other keys", () => {
  expect(readWord("state", "Unheard", en.states)).toBe("Unheard");
  expect(sayValue("state", text("unheard"), en.states)).toBe("unheard");
  expect(sayValue("title", text("failed"), en.states)).toBe("failed");
  expect(readWord("title", "Failed", en.states)).toBe("Failed");
  expect(findWorded("title", "a", en.states)).toEqual([]);
});
