/**
 * JSON that keeps how a number was written: `1.0` is not shown as `1`, and 2^60 keeps its last digits.
 * Only parsing and writing. How values look on the screen is decided in components/.
 */

/** A number with the text it was given as. */
export class NumberText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  get value(): number {
    return Number(this.text);
  }
}

export type Json = null | boolean | string | number | NumberText | Json[] | { [key: string]: Json };

type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown;

const keepText: Reviver = (_key, value, context) =>
  typeof value === "number" ? new NumberText(context?.source ?? String(value)) : value;

/** Parse JSON with every number as a NumberText; engines without source access give the shortest form instead. */
export function parseExact(text: string): Json {
  return JSON.parse(text, keepText) as Json;
}

/** Tell whether a value is a mapping. */
export function isMapping(value: Json | undefined): value is { [key: string]: Json } {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof NumberText)
  );
}

/** Write a value as JSON with its numbers as they were given; `indent` 0 keeps it on one line. */
export function writeExact(value: Json, indent = 0, depth = 0): string {
  if (value instanceof NumberText) return value.text;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const list = Array.isArray(value);
  const items = list
    ? value.map((item) => writeExact(item, indent, depth + 1))
    : Object.entries(value).map(
        ([key, item]) => `${JSON.stringify(key)}: ${writeExact(item, indent, depth + 1)}`,
      );
  const [open, close] = list ? ["[", "]"] : ["{", "}"];
  if (items.length === 0) return open + close;
  if (indent === 0) return open + items.join(", ") + close;
  const pad = " ".repeat(indent * (depth + 1));
  return `${open}\n${pad}${items.join(`,\n${pad}`)}\n${" ".repeat(indent * depth)}${close}`;
}

/** Replace every NumberText by its number, for the fields whose notation does not matter. */
export function plainNumbers(value: Json): unknown {
  if (value instanceof NumberText) return value.value;
  if (Array.isArray(value)) return value.map(plainNumbers);
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainNumbers(item)]));
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

const STEP: Record<string, number> = { "{": 1, "[": 1, "}": -1, "]": -1 };

/** The text of one member of a JSON object, to the letter. Pure. */
export function rawMember(text: string, name: string): string | null {
  let depth = 0;
  let key = "";
  let start = -1;
  for (const found of text.matchAll(TOKEN)) {
    const [token] = found;
    const outer = depth === 1;
    depth += STEP[token] ?? 0;
    if (!outer) continue;
    if (start >= 0 && (token === "," || token === "}")) return text.slice(start, found.index).trim();
    if (token === ":" && key === name && start < 0) start = found.index + 1;
    key = token.startsWith('"') ? (JSON.parse(token) as string) : "";
  }
  return null;
}
