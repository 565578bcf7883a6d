/**
 * YAML args with the values that modelbase/identity/yamltext.py reads. The `yaml` library reads the syntax; what a plain
 * word stands for, merges and repeated keys are the rules of that file. What Python might read in another way is refused.
 * Pure; held to tests/contract/args-texts.json.
 */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  type Alias,
  type Node,
  type Scalar,
  type YAMLMap,
} from "yaml";
import { NumberText, type Json } from "../json/json.ts";
import { Count, MAX_DEPTH, UnreadArgs } from "./fault.ts";
import { float, stamp } from "./python.ts";

const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const INT = /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+)$/;
const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NULL = /^(?:~|null|Null|NULL|)$/;
const STAMP =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/;
const MAX_DIGITS = 400;
const MAX_MERGED = 100;
// Line breaks of YAML 1.1 that 1.2 has not, and what PyYAML reads nowhere.
// oxlint-disable-next-line no-control-regex
const UNSURE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;
const CORE = "tag:yaml.org,2002:";

type Kind = "str" | "int" | "float" | "bool" | "null" | "timestamp" | "seq" | "map" | "merge" | "value";

/** What a plain word is: the first that fits. */
const PLAIN: readonly (readonly [RegExp, Kind])[] = [
  [/^<<$/, "merge"],
  [/^=$/, "value"],
  [NULL, "null"],
  [TRUE, "bool"],
  [FALSE, "bool"],
  [STAMP, "timestamp"],
  [FLOAT, "float"],
  [INT, "int"],
];

const KINDS: Record<string, Kind> = {
  ...Object.fromEntries(
    ["str", "int", "float", "bool", "null", "seq", "map", "timestamp"].map((kind) => [
      `${CORE}${kind}`,
      kind as Kind,
    ]),
  ),
  ...Object.fromEntries(
    Object.entries({ tuple: "seq", list: "seq", dict: "map", str: "str", unicode: "str", int: "int" }).map(
      ([tag, kind]) => [`${CORE}python/${tag}`, kind as Kind],
    ),
  ),
  ...Object.fromEntries(
    Object.entries({ long: "int", float: "float", bool: "bool", none: "null" }).map(([tag, kind]) => [
      `${CORE}python/${tag}`,
      kind as Kind,
    ]),
  ),
};

/** The one document of a YAML text. */
export function readYaml(text: string): Json {
  const unsure = UNSURE.exec(text);
  if (unsure !== null)
    throw new UnreadArgs({ why: "unsure", what: codeOf(unsure[0]), line: lineAt(text, unsure.index) });
  const documents = parseAllDocuments(text, {
    schema: "failsafe",
    version: "1.1",
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "silent",
  });
  if (!Array.isArray(documents)) return null;
  const [document, second] = documents;
  const [error] = documents.flatMap((one) => one.errors);
  if (error !== undefined)
    throw new UnreadArgs({ why: "unread", message: error.message, line: lineAt(text, error.pos[0]) });
  if (second !== undefined)
    throw new UnreadArgs({
      why: "unread",
      message: "expected a single document",
      line: lineAt(text, second.range[0]),
    });
  if (document === undefined || document.contents === null) return null;
  return new Reader(text).read(document.contents);
}

/** A key of a mapping, before it becomes text: `1` and `true` are one in Python, `1` and `"1"` are one in JSON. */
interface Key {
  same: string;
  text: string;
}

/** A pair of a mapping after its merges. */
type Pair = readonly [Key, Node | null];

/** One document: its anchors, and what is being read now. */
class Reader {
  private readonly text: string;
  private readonly anchors = new Map<string, Node>();
  private readonly targets = new Map<Alias, Node>();
  private readonly open = new Set<Node>();
  private readonly flat = new Map<YAMLMap, Pair[]>();
  private readonly flattening = new Set<YAMLMap>();
  private readonly count = new Count();
  private copied = 0;

  constructor(text: string) {
    this.text = text;
  }

  read(node: Node): Json {
    this.name(node, 1);
    return this.value(node, 1);
  }

  /** Note which node each alias stands for: the one whose anchor stands before it. */
  private name(node: unknown, depth: number): void {
    if (depth > MAX_DEPTH + 1) throw new UnreadArgs({ why: "deep" });
    if (isAlias(node)) {
      const target = this.anchors.get(node.source);
      if (target === undefined) throw this.unread(node, `found undefined alias '${node.source}'`);
      this.targets.set(node, target);
      return;
    }
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return;
    if (node.anchor !== undefined) {
      if (this.anchors.has(node.anchor)) throw this.unread(node, `found duplicate anchor '${node.anchor}'`);
      this.anchors.set(node.anchor, node);
    }
    if (isSeq(node)) for (const item of node.items) this.name(item, depth + 1);
    if (isMap(node))
      for (const { key, value } of node.items) {
        this.name(key, depth + 1);
        this.name(value, depth + 1);
      }
  }

  private target(node: unknown): Node | null {
    if (isAlias(node)) return this.targets.get(node) ?? null;
    return (node ?? null) as Node | null;
  }

  private value(given: unknown, depth: number): Json {
    const node = this.target(given);
    if (node === null || isScalar(node)) {
      this.count.leaf();
      return node === null ? null : this.scalar(node);
    }
    if (this.open.has(node)) throw this.unread(node, "it contains itself");
    this.open.add(node);
    this.count.container(depth);
    const made = isMap(node) ? this.mapping(node, depth) : this.list(node, depth);
    this.open.delete(node);
    return made;
  }

  private list(node: Node, depth: number): Json[] {
    if (!isSeq(node)) throw this.unsure(node, "?");
    if (this.kind(node, "seq") !== "seq") throw this.unsure(node, node.tag ?? "");
    if (node.items.length === 0) this.count.leaf();
    return node.items.map((item) => this.value(item, depth + 1));
  }

  private mapping(node: YAMLMap, depth: number): Json {
    const pairs = this.pairs(node);
    if (pairs.length === 0) this.count.leaf();
    const made = new Map<string, [string, Json]>();
    for (const [key, value] of pairs) {
      // As in a Python dict, the first key stays and the last value counts.
      const { text } = key;
      made.set(key.same, [made.get(key.same)?.[0] ?? text, this.value(value, depth + 1)]);
    }
    const texts = [...made.values()].map(([text]) => text);
    const again = texts.find((text, at) => texts.indexOf(text) < at);
    if (again !== undefined) throw new UnreadArgs({ why: "twice", key: again, line: this.line(node) });
    return Object.fromEntries(made.values());
  }

  /** The pairs of a mapping; those that it merges come first. */
  private pairs(node: YAMLMap): Pair[] {
    const known = this.flat.get(node);
    if (known !== undefined) return known;
    if (this.kind(node, "map") !== "map") throw this.unsure(node, node.tag ?? "");
    if (this.flattening.has(node)) return []; // a mapping that merges itself gains nothing
    this.flattening.add(node);
    const merged: Pair[] = [];
    const own: Pair[] = [];
    const seen = new Set<string>();
    for (const { key, value } of node.items) {
      const target = this.target(key);
      if (target !== null && isScalar(target) && this.kindOfScalar(target) === "merge") {
        merged.push(...this.merged(value));
        continue;
      }
      const read = this.key(target, key);
      for (const name of [read.same, `text ${read.text}`]) {
        if (seen.has(name)) throw new UnreadArgs({ why: "twice", key: read.text, line: this.line(key) });
      }
      seen.add(read.same).add(`text ${read.text}`);
      own.push([read, this.target(value)]);
    }
    this.flattening.delete(node);
    const all = [...merged, ...own];
    this.flat.set(node, all);
    return all;
  }

  private merged(given: unknown): Pair[] {
    const node = this.target(given);
    const from = node !== null && isSeq(node) ? node.items.map((one) => this.target(one)) : [node];
    if (from.length > MAX_MERGED) throw new UnreadArgs({ why: "values" });
    const found = from.map((one) => {
      if (one === null || !isMap(one))
        throw this.unread(given, "expected a mapping or list of mappings for merging");
      const pairs = this.pairs(one);
      this.copied += pairs.length;
      if (this.copied > 10_000) throw new UnreadArgs({ why: "values" });
      return pairs;
    });
    // In order, so that keys stand where they come first; then backwards, so that the first value counts.
    return [...found, ...found.slice(0, -1).toReversed()].flat();
  }

  private key(node: Node | null, given: unknown): Key {
    if (node !== null && !isScalar(node)) throw this.unread(given, "a key is a list or a mapping");
    const kind = node === null ? "null" : this.kindOfScalar(node);
    const text = node === null ? "" : wordOf(node);
    if (kind === "value") throw this.unsure(given, text);
    if (kind === "str") return { same: `str ${text}`, text };
    if (node === null || kind === "null") return { same: "null", text: "null" };
    const value = this.scalar(node);
    if (typeof value === "boolean") return { same: `number ${Number(value)}`, text: String(value) };
    if (!(value instanceof NumberText)) throw this.unsure(given, text);
    const named = { nan: "NaN", inf: "Infinity", "-inf": "-Infinity" }[value.text] ?? value.text;
    return { same: `number ${exact(value.text)}`, text: named };
  }

  /** What a scalar is; plain words are taken for what YAML 1.1 says, or for what our reader says. */
  private kindOfScalar(node: Node): Kind {
    if (!isScalar(node)) throw this.unsure(node, "?");
    if (isTagged(node)) return this.kind(node, "str");
    if (node.type !== "PLAIN" && node.type !== undefined) return "str";
    const text = wordOf(node);
    if (text.includes("\t") && !STAMP.test(text)) throw this.unread(node, "a tab within a plain word");
    return PLAIN.find(([pattern]) => pattern.test(text))?.[1] ?? "str";
  }

  private kind(node: Node, without: Kind): Kind {
    if (!isTagged(node)) return without;
    const kind = KINDS[node.tag];
    if (kind === undefined) throw this.unsure(node, node.tag.replace(CORE, "!!"));
    return kind;
  }

  private scalar(node: Node): Json {
    if (!isScalar(node)) throw this.unsure(node, "?");
    const text = wordOf(node);
    switch (this.kindOfScalar(node)) {
      case "str":
        return text;
      case "null":
        return null;
      case "bool":
        if (TRUE.test(text)) return true;
        if (FALSE.test(text)) return false;
        throw this.unread(node, `${text} is no boolean`);
      case "int":
        return this.int(node, text);
      case "float":
        return this.float(node, text);
      case "timestamp": {
        const made = stamp(text);
        if (made === null) throw this.unread(node, `${text} is no day or time`);
        return made;
      }
      default:
        throw this.unsure(node, text);
    }
  }

  private int(node: Node, text: string): Json {
    if (!INT.test(text)) throw this.unsure(node, text);
    const digits = text.replaceAll("_", "");
    if (digits.length > MAX_DIGITS) throw new UnreadArgs({ why: "number", text: `${text.slice(0, 40)}…` });
    const [, sign = "", bare = ""] = /^([-+]?)(.*)$/.exec(digits)!;
    const octal = /^0[0-7]+$/.test(bare);
    try {
      const value = BigInt(octal ? `0o${bare}` : bare);
      if (value >= 2n ** 1023n) throw new UnreadArgs({ why: "number", text: `${text.slice(0, 40)}…` });
      return new NumberText(String(sign === "-" ? -value : value));
    } catch (error) {
      if (error instanceof UnreadArgs) throw error;
      throw this.unread(node, `${text} is no number`);
    }
  }

  private float(node: Node, text: string): Json {
    if (!FLOAT.test(text) && !INT.test(text)) throw this.unsure(node, text);
    const digits = text.replaceAll("_", "").toLowerCase();
    if (digits.length > MAX_DIGITS) throw new UnreadArgs({ why: "number", text: `${text.slice(0, 40)}…` });
    if (digits === ".nan") return float(Number.NaN);
    if (digits.endsWith(".inf")) return float(digits.startsWith("-") ? -Infinity : Infinity);
    if (/^[-+]?0[bx]/.test(digits)) throw this.unsure(node, text);
    const value = Number(digits);
    if (!Number.isFinite(value)) throw new UnreadArgs({ why: "number", text: text.slice(0, 40) });
    return float(value);
  }

  private unread(node: unknown, message: string): UnreadArgs {
    return new UnreadArgs({ why: "unread", message, line: this.line(node) });
  }

  private unsure(node: unknown, what: string): UnreadArgs {
    return new UnreadArgs({ why: "unsure", what: what.slice(0, 100), line: this.line(node) });
  }

  private line(node: unknown): number | null {
    const start = (node as { range?: readonly number[] | null } | null)?.range?.[0];
    return start === undefined ? null : lineAt(this.text, start);
  }
}

/** The text of a scalar, which this schema keeps as text whatever it looks like. */
function wordOf(node: Scalar): string {
  return typeof node.value === "string" ? node.value : "";
}

/** Whether a tag says what a node is; a lone `!` says nothing to PyYAML. */
function isTagged(node: Node): node is Node & { tag: string } {
  const { tag } = node as { tag?: string };
  return tag !== undefined && tag !== "" && tag !== "!";
}

/** Equal texts for equal numbers, as exactly as they are written. */
function exact(text: string): string {
  const value = Number(text);
  if (Number.isNaN(value)) return text; // nan and the infinities
  return Number.isInteger(value) ? String(/[.e]/.test(text) ? BigInt(value) : BigInt(text)) : String(value);
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}

function codeOf(sign: string): string {
  return `U+${sign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
}
