/** Fields whose few values the app has words for: they are offered, shown and typed by those words. Pure. */
import type { Literal } from "../../../lib/query/query.ts";
import { sayLiteral } from "./operators.ts";

type Words = Readonly<Record<string, string>>;

const VALUES: Readonly<Record<string, readonly string[]>> = {
  state: ["new", "training", "interrupted", "failed", "trained"],
  visibility: ["private", "public"],
  "run.outcome": ["finished", "interrupted", "failed"],
};

/** All values that a field can have, in their order; null where the app does not know them. */
export function wordedValues(key: string): readonly string[] | null {
  return VALUES[key] ?? null;
}

/** The word for a value of a key, if there is one. */
export function wordOf(key: string, value: string, words: Words): string | undefined {
  return wordedValues(key)?.includes(value) ? words[value] : undefined;
}

/** How a value of a key is shown: by its word where there is one. */
export function sayValue(key: string, literal: Literal, words: Words): string {
  return wordOf(key, literal.text, words) ?? sayLiteral(literal);
}

/** What was typed for a value of a key: a word of the app in either case, or the value itself, is that value. */
export function readWord(key: string, typed: string, words: Words): string {
  const given = typed.trim().toLowerCase();
  return wordedValues(key)?.find((one) => [one, words[one]?.toLowerCase()].includes(given)) ?? typed;
}

/** The values whose word, or which themselves, have a typed text in them. */
export function findWorded(key: string, typed: string, words: Words): readonly string[] {
  const part = typed.trim().toLowerCase();
  return (wordedValues(key) ?? []).filter((one) => `${one}\n${words[one]}`.toLowerCase().includes(part));
}
