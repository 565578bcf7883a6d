/** TOML args with the values that Python's tomllib reads. Pure; held to tests/contract/args-texts.json. */
import { parse, TomlDate, TomlError } from "smol-toml";
import { NumberText, type Json } from "../json/json.ts";
import { Count, UnreadArgs } from "./fault.ts";
import { float, stamp } from "./python.ts";

/** The table of a TOML text. */
export function readToml(text: string): Json {
  const finer = /\d:\d\d\.\d{4,}/.exec(text);
  try {
    return plain(parse(text, { integersAsBigInt: true, maxDepth: 200 }), 1, new Count(), finer?.[0] ?? null);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [message = ""] = error.message.split("\n");
    throw new UnreadArgs({ why: "unread", message, line: error.line });
  }
}

/** One value; `finer` is a time of more digits than a browser keeps, if the text has one. */
function plain(value: unknown, depth: number, count: Count, finer: string | null): Json {
  if (typeof value === "object" && value !== null && !(value instanceof TomlDate)) {
    count.container(depth);
    const inner = Object.entries(value).map(
      ([key, one]) => [key, plain(one, depth + 1, count, finer)] as const,
    );
    if (inner.length === 0) count.leaf();
    return Array.isArray(value) ? inner.map(([, one]) => one) : Object.fromEntries(inner);
  }
  count.leaf();
  if (typeof value === "bigint") return new NumberText(String(value));
  if (typeof value === "number") return float(value);
  if (value instanceof TomlDate) return date(value, finer);
  return value as string | boolean;
}

function date(value: TomlDate, finer: string | null): string {
  const text = value.toISOString();
  if (finer !== null && !value.isDate()) throw new UnreadArgs({ why: "unsure", what: finer, line: null });
  // A time alone is no stamp: it gets the day that it needs to be written.
  const made = value.isTime() ? stamp(`2000-01-01T${text}`)?.slice("2000-01-01T".length) : stamp(text);
  if (made === undefined || made === null) throw new UnreadArgs({ why: "unsure", what: text, line: null });
  return made;
}
