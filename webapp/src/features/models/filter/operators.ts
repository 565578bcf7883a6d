/**
 * Which comparisons a key of some type offers, what a typed text means there, and how tests are shown. Pure; what the
 * server makes of a test is the server's.
 */
import { NumberText, type Json } from "../../../lib/json/json.ts";
import { KEY_FIELDS, type Literal, type Operator, type Test } from "../../../lib/query/query.ts";
import type { KeyRow, KeyType } from "../keys.ts";

export type Kind = KeyType | "date";
/** An operator, or `not` before one. */
export type Choice = Operator | `not ${Operator}`;

const OF_KIND: Record<Kind, readonly Choice[]> = {
  number: ["in", "not in", "=", "!=", "<", "<=", ">", ">="],
  text: [
    "in",
    "not in",
    "=",
    "!=",
    "contains",
    "not contains",
    "startswith",
    "not startswith",
    "matches",
    "not matches",
  ],
  boolean: ["=", "!="],
  null: [],
  list: ["contains", "not contains"],
  mapping: [],
  date: [">=", ">", "<", "<="],
};
const ANY_ARG: readonly Choice[] = ["exists", "not exists", "is null", "is not null"];
const LIST_FIELD: readonly Choice[] = ["in", "not in", "=", "!=", "contains", "startswith", "matches"];
const SYMBOLS: Partial<Record<string, string>> = { "!=": "≠", "<=": "≤", ">=": "≥" };
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const MOMENT = /^(?:-\d{1,6}[mhdw]|\d{4}-\d{2}-\d{2}(?:T[0-9:.]{5,15}(?:Z|[+-][0-9:]{5})?)?)$/i;

/** The types of a key: of a field by its table, of an arg or metric as the catalogue counts them. */
export function kindsOf(key: string, row: KeyRow | undefined): readonly Kind[] {
  if (isField(key)) return [KEY_FIELDS[key]];
  return row ? (Object.keys(row.types) as KeyType[]) : ["number", "text", "boolean"];
}

/** The comparisons that make sense for a key, the one that stands there already among them. */
export function choicesOf(key: string, kinds: readonly Kind[], now: Choice): readonly Choice[] {
  const offered = isField(key)
    ? kinds.flatMap((kind) => (kind === "list" ? LIST_FIELD : OF_KIND[kind]))
    : [...kinds.flatMap((kind) => OF_KIND[kind]), ...ANY_ARG];
  return [...new Set([...offered, now])];
}

/** The comparison to begin with. */
export function firstChoice(key: string, kinds: readonly Kind[]): Choice {
  if (kinds[0] === "date" || key.startsWith("metrics.") || key === "size" || key === "checkpoints")
    return ">=";
  return choicesOf(key, kinds, "exists")[0]!;
}

/** The comparison of a test. */
export function choiceOf(test: Test): Choice {
  return test.not ? `not ${test.op}` : test.op;
}

/** A test with another comparison, keeping of the values what it takes. */
export function withChoice(test: Test, choice: Choice): Test {
  const negated = choice.startsWith("not ") && choice !== "not in";
  const op = (negated ? choice.slice(4) : choice) as Operator;
  const values = takesValue(op) ? (takesSeveral(op) ? test.values : test.values.slice(0, 1)) : [];
  return { key: test.key, op, values, ...(negated && { not: true }) };
}

/** A test as it should be written: one of a single value is that value. */
export function settled(test: Test): Test {
  if (!takesSeveral(test.op) || test.values.length !== 1 || test.values[0]!.text === "null") return test;
  return { ...test, op: test.op === "in" ? "=" : "!=" };
}

export function takesValue(op: Operator): boolean {
  return op !== "exists" && !op.startsWith("is ");
}

export function takesSeveral(op: Operator): boolean {
  return op === "in" || op === "not in";
}

/** How a comparison is said: a sign, or words. */
export function sayChoice(choice: Choice, words: Record<string, string>): string {
  return words[choice] ?? SYMBOLS[choice] ?? choice.replace(/[!<>]=/, (sign) => SYMBOLS[sign] ?? sign);
}

/** How a value is shown: text without quotes, unless it could be taken for something else. */
export function sayLiteral({ kind, text }: Literal): string {
  if (kind !== "text") return text;
  const doubtful =
    NUMBER.test(text) ||
    MOMENT.test(text) ||
    /^(true|false|null|)$/.test(text.trim()) ||
    text !== text.trim();
  return doubtful ? JSON.stringify(text) : text;
}

/** How a key is shown: an arg needs no word before it. */
export function sayKey(key: string): string {
  return key.startsWith("args.") ? key.slice(5) : key;
}

/** What a typed text means at a key of these types; quotes make it text. */
export function literalOf(typed: string, kinds: readonly Kind[]): Literal {
  const text = typed.trim();
  if (/^"[^]*"$/.test(text) && text.length > 1) return { kind: "text", text: text.slice(1, -1) };
  if (kinds.includes("date") && MOMENT.test(text)) return { kind: "moment", text };
  if (NUMBER.test(text) && (kinds.includes("number") || !kinds.includes("text")))
    return { kind: "number", text };
  const word = text.toLowerCase();
  if (/^(true|false)$/.test(word) && kinds.includes("boolean")) return { kind: "word", text: word };
  return { kind: "text", text: typed };
}

/** A value of the catalogue as it stands in a query; a list or mapping equals nothing. */
export function literalOfJson(value: Json): Literal | null {
  if (typeof value === "string") return { kind: "text", text: value };
  if (value instanceof NumberText) return { kind: "number", text: value.text };
  return value === null || typeof value === "boolean" ? { kind: "word", text: String(value) } : null;
}

function isField(key: string): key is keyof typeof KEY_FIELDS {
  return key in KEY_FIELDS;
}
