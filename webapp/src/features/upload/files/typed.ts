/** What a person types about a checkpoint, read: args and metrics. Pure text; the words for what is wrong are elsewhere. */
import { isMapping, parseExact, type Json } from "../../../lib/json/json.ts";
import { parseKey } from "../../../lib/json/keys.ts";

export type Args =
  | { state: "empty" }
  | { state: "wrong"; why: "json" | "mapping"; line: number | null }
  | { state: "read"; text: string; count: number };

/** Read the JSON text of args; it travels as it is, so that every number keeps its notation. */
export function readArgs(text: string): Args {
  const given = text.trim().replace(/^\uFEFF/, "");
  if (given === "") return { state: "empty" };
  let value: Json;
  try {
    value = parseExact(given);
  } catch (error) {
    return { state: "wrong", why: "json", line: lineOf(given, String(error)) };
  }
  if (!isMapping(value)) return { state: "wrong", why: "mapping", line: null };
  return { state: "read", text: given, count: countLeaves(value) };
}

/** The body of a request with args as the text they were given as. */
export function bodyWithArgs(args: string, rest: Record<string, unknown>): string {
  const others = Object.entries(rest).filter(([, value]) => value !== undefined && value !== "");
  return `{"args": ${args}${others.map(([key, value]) => `, "${key}": ${JSON.stringify(value)}`).join("")}}`;
}

/** Nested by the segments of the keys, as they are pushed. */
export interface MetricTree {
  [key: string]: number | string | MetricTree;
}

export interface Metrics {
  values: MetricTree;
  /** The first line that is not `key=number`. */
  wrong: string | null;
}

/** Read lines of `key=number`, the number also `NaN`, `Infinity` or `-Infinity`. */
export function readMetrics(text: string): Metrics {
  const values: MetricTree = {};
  for (const line of text.split(/[\n,]/).map((one) => one.trim())) {
    if (line === "") continue;
    const at = line.search(/[=:](?=[^=:]*$)/);
    const [key, number] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    const named = /^[+-]?(nan|inf(inity)?)$/i.exec(number) !== null;
    const path = at < 1 ? null : parseKey(key);
    const known = named || (number !== "" && Number.isFinite(Number(number)));
    if (path === null || !known || !put(values, path, named ? notFinite(number) : Number(number)))
      return { values, wrong: line };
  }
  return { values, wrong: null };
}

/** Put a value at its place; false if a number stands in the way. */
function put(tree: MetricTree, path: readonly string[], value: number | string): boolean {
  let inner = tree;
  for (const segment of path.slice(0, -1)) {
    if (!Object.hasOwn(inner, segment)) inner[segment] = {};
    const below = inner[segment];
    if (typeof below !== "object") return false;
    inner = below;
  }
  const last = path.at(-1)!;
  if (Object.hasOwn(inner, last) && typeof inner[last] === "object") return false;
  inner[last] = value;
  return true;
}

function notFinite(text: string): string {
  if (/nan/i.test(text)) return "NaN";
  return text.startsWith("-") ? "-Infinity" : "Infinity";
}

function countLeaves(value: Json): number {
  if (Array.isArray(value))
    return value.length === 0 ? 1 : value.reduce<number>((n, one) => n + countLeaves(one), 0);
  if (!isMapping(value)) return 1;
  const inner = Object.values(value);
  return inner.reduce<number>((n, one) => n + countLeaves(one), 0);
}

function lineOf(text: string, message: string): number | null {
  const line = /line (\d+)/.exec(message)?.[1];
  if (line !== undefined) return Number(line);
  const place = /position (\d+)/.exec(message)?.[1];
  return place === undefined ? null : text.slice(0, Number(place)).split("\n").length;
}
