/**
 * References in YAML args: `${a.b}` stands for the value at `a.b`. The rule of modelbase/identity/references.py, line by
 * line; both are held to tests/contract/references.json. Pure.
 */
import { isMapping, NumberText, type Json } from "../json/json.ts";
import { formatKey } from "../json/keys.ts";
import { MAX_BYTES, UnreadArgs } from "./fault.ts";

type Mapping = { [key: string]: Json };
type Place = readonly (string | number)[];

const MISSING = "???";
/** References that lead to one another. */
const MAX_CHAIN = 100;
// What Python's `\s` is.
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const KEY = `[^\\\\{}()\\[\\]:.$${SPACE}"']+`;
const REFERENCE = `\\$\\{[${SPACE}]*(\\.*)(${KEY}(?:\\.${KEY}|\\[${KEY}\\])*)[${SPACE}]*\\}`;
const WHOLE = new RegExp(`^(?:${REFERENCE})$`, "u");
const HERE = new RegExp(REFERENCE, "uy");
// Backslashes before it count: each two are one, an odd one keeps the reference as text.
const MARK = /(\\*)\$\{/g;

/** The tree with its references resolved. */
export function resolve(tree: Mapping): Mapping {
  return new Resolver(tree).value([]) as Mapping;
}

/** One resolution: what was resolved already, by place, and what is being resolved now. */
class Resolver {
  private readonly known = new Map<string, Json>();
  private readonly open: string[] = [];
  private readonly tree: Mapping;
  private written = 0;

  constructor(tree: Mapping) {
    this.tree = tree;
  }

  value(place: Place): Json {
    const name = JSON.stringify(place);
    const found = this.known.get(name);
    if (found !== undefined) return found;
    if (this.open.includes(name) || this.open.length > 2 * MAX_CHAIN) throw unresolved(place);
    this.open.push(name);
    const made = this.opened(place, this.at(place));
    this.open.pop();
    this.known.set(name, made);
    return made;
  }

  private opened(place: Place, given: Json): Json {
    if (isMapping(given))
      return Object.fromEntries(Object.keys(given).map((key) => [key, this.value([...place, key])]));
    if (Array.isArray(given)) return given.map((_, at) => this.value([...place, at]));
    return typeof given === "string" ? this.text(place, given) : given;
  }

  /** What a text stands for. */
  private text(place: Place, given: string): Json {
    if (given === MISSING) throw unresolved(place);
    if (!given.includes("${")) return given;
    const whole = WHOLE.exec(given);
    if (whole !== null) return this.value(this.target(place, whole));
    const parts: string[] = [];
    let end = 0;
    for (const mark of given.matchAll(MARK)) {
      if (mark.index < end) continue;
      const slashes = mark[1]!.length;
      const start = mark.index + slashes;
      parts.push(given.slice(end, mark.index), "\\".repeat(Math.floor(slashes / 2)));
      if (slashes % 2 === 1) {
        parts.push("${");
        end = start + 2;
        continue;
      }
      HERE.lastIndex = start;
      const found = HERE.exec(given);
      if (found === null) throw unresolved(place);
      parts.push(this.said(place, this.value(this.target(place, found))));
      end = start + found[0].length;
    }
    return this.counted([...parts, given.slice(end)].join(""));
  }

  /** A value as it stands within a text: as Python's `str` writes it. */
  private said(place: Place, value: Json): string {
    if (value instanceof NumberText) return value.text;
    if (typeof value === "object" && value !== null) throw unresolved(place);
    if (value === null) return "None";
    return typeof value === "boolean" ? (value ? "True" : "False") : String(value);
  }

  private counted(text: string): string {
    this.written += text.length;
    if (this.written > MAX_BYTES) throw new UnreadArgs({ why: "values" });
    return text;
  }

  /** The place that a reference at `place` leads to. */
  private target(place: Place, reference: RegExpExecArray): Place {
    const [, dots = "", path = ""] = reference;
    if (dots.length > place.length) throw unresolved(place);
    let here: Place = dots === "" ? [] : place.slice(0, place.length - dots.length);
    for (const part of path.match(/[^.[\]]+/g) ?? []) here = this.inside(place, this.followed(here), part);
    return this.followed(here);
  }

  /** The place whose value is no reference, at the end of those that lead from one to the next. */
  private followed(start: Place): Place {
    const seen = new Set([JSON.stringify(start)]);
    let place = start;
    for (;;) {
      const given = this.at(place);
      const whole = typeof given === "string" ? WHOLE.exec(given) : null;
      if (whole === null) return place;
      const name = JSON.stringify(place);
      if (this.open.length > 2 * MAX_CHAIN || this.open.slice(0, -1).includes(name)) throw unresolved(place);
      this.open.push(name);
      place = this.target(place, whole);
      this.open.pop();
      const next = JSON.stringify(place);
      if (seen.has(next)) throw unresolved(place);
      seen.add(next);
    }
  }

  /** The place of a key or an index inside another. */
  private inside(asking: Place, place: Place, part: string): Place {
    const node = this.at(place);
    if (isMapping(node) && Object.hasOwn(node, part)) return [...place, part];
    if (Array.isArray(node) && /^(?:0|[1-9]\d{0,8})$/.test(part) && Number(part) < node.length)
      return [...place, Number(part)];
    throw unresolved(asking);
  }

  private at(place: Place): Json {
    return place.reduce<Json>((node, part) => (node as Record<string | number, Json>)[part]!, this.tree);
  }
}

function unresolved(place: Place): UnreadArgs {
  return new UnreadArgs({ why: "unresolved", key: formatKey(place) });
}
