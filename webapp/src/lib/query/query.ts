/**
 * The query language as the filter bar needs it: a text to groups (joined by and; one level of or inside, the rest as
 * text) and back. Held to tests/contract/query.json, as modelbase/querytext.py and chips.py are. What a value may be
 * at a key, and every message, is the server's to say. Numbers and dates keep the text they were written with. Pure.
 */
import { formatKey, parseKey } from "../json/keys.ts";

/** One chip: a test, tests of which one must hold, or what is deeper, as text. */
export type Group =
  | { kind: "test"; test: Test }
  | { kind: "or"; tests: readonly Test[] }
  | { kind: "text"; text: string; loose: boolean };

export type Query = { groups: readonly Group[] } | { wrongAt: number };

/** Read a filter; `wrongAt` is the character (of the text in UTF-16) at which it stops making sense. */
export function readQuery(text: string): Query {
  if (text.trim() === "") return { groups: [] };
  const found = readNode(text);
  if ("wrongAt" in found) return found;
  const { node } = found;
  return { groups: (node.kind === "and" ? node.parts : [node]).map(groupOf) };
}

/** Write groups as a filter; `readQuery` gives the same groups back. */
export function writeQuery(groups: readonly Group[]): string {
  return groups
    .map((group) => {
      const text = writeGroup(group);
      return groups.length > 1 && isLoose(group) ? `(${text})` : text;
    })
    .join(" and ");
}

/** Write one group alone. */
export function writeGroup(group: Group): string {
  if (group.kind === "text") return group.text;
  return group.kind === "or" ? group.tests.map(writeTest).join(" or ") : writeTest(group.test);
}

/** A group of these tests. */
export function groupOfTests(tests: readonly Test[]): Group {
  return tests.length === 1 ? { kind: "test", test: tests[0]! } : { kind: "or", tests };
}

/** The filter that this one and another make together. */
export function andQuery(where: string, more: string): string {
  const [one, other] = [where.trim(), more.trim()];
  if (one === "" || other === "") return one || other;
  const [first, second] = [readQuery(one), readQuery(other)];
  if ("groups" in first && "groups" in second) return writeQuery([...first.groups, ...second.groups]);
  return `${one} and ${other}`;
}

/** Write one test. */
export function writeTest(test: Test): string {
  const { key, op, values } = test;
  const listed = values.map(writeLiteral).join(", ");
  if (op === "search") return test.not ? `not ${listed}` : listed;
  const bare = values.length === 0 && op !== "in" && op !== "not in";
  const said = bare
    ? `${key} ${op}`
    : `${key} ${op} ${op === "in" || op === "not in" ? `(${listed})` : listed}`;
  return test.not ? `not ${said}` : said;
}

/** Write a value as it stands in a query. */
export function writeLiteral(value: Test["values"][number]): string {
  if (value.kind !== "text") return value.text;
  // oxlint-disable-next-line no-control-regex
  return `"${value.text.replace(/["\\\u0000-\u001f\u007f]/g, (mark) =>
    mark === '"' || mark === "\\" ? `\\${mark}` : `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )}"`;
}

function groupOf(node: Node): Group {
  if (node.kind === "or") {
    const tests = node.parts.map(testOf);
    if (tests.every((test) => test !== null)) return { kind: "or", tests };
  }
  const test = testOf(node);
  if (test !== null) return { kind: "test", test };
  return { kind: "text", text: writeNode(node), loose: node.kind === "and" || node.kind === "or" };
}

function isLoose(group: Group): boolean {
  return group.kind === "or" || (group.kind === "text" && group.loose);
}

function testOf(node: Node): Test | null {
  if (node.kind === "test") return node.test;
  return node.kind === "not" && node.part.kind === "test" && !node.part.test.not
    ? { ...node.part.test, not: true }
    : null;
}

function writeNode(node: Node): string {
  const inside = (part: Node, kinds: readonly string[]): string =>
    kinds.includes(part.kind) ? `(${writeNode(part)})` : writeNode(part);
  if (node.kind === "test") return writeTest(node.test);
  if (node.kind === "not") return `not ${inside(node.part, ["and", "or"])}`;
  const around = node.kind === "and" ? ["and", "or"] : ["or"];
  return node.parts.map((part) => inside(part, around)).join(` ${node.kind} `);
}

// Reads the text of a query into a tree, as the grammar of modelbase/querytext.py has it. Where a text stops making
// sense only the place is told: the words are the server's. Reached through query.ts. Pure.
// /

export type Operator =
  | "="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "contains"
  | "startswith"
  | "matches"
  | "in"
  | "not in"
  | "exists"
  | "is null"
  | "is not null"
  | "search";

/** A value; but for text, it keeps the way it was written. */
export interface Literal {
  kind: "text" | "number" | "moment" | "word";
  text: string;
}

/** One test of one key; `values` is empty, one, or for `in` any number. A search term has no key. */
export interface Test {
  key: string;
  op: Operator;
  values: readonly Literal[];
  not?: boolean;
}

type Node =
  | { kind: "and" | "or"; parts: Node[] }
  | { kind: "not"; part: Node }
  | { kind: "test"; test: Test };

/** The fields of every model; each other key is an arg or a metric. */
export const KEY_FIELDS = {
  id: "text",
  name: "text",
  dataset: "text",
  architecture: "text",
  title: "text",
  owner: "text",
  created_at: "date",
  updated_at: "date",
  visibility: "text",
  tags: "list",
  aliases: "list",
  parent: "list",
  ancestor: "list",
  family: "text",
  digest: "text",
  state: "text",
  size: "number",
  checkpoints: "number",
  latest: "text",
  "run.number": "number",
  "run.by": "text",
  "run.host": "text",
  "run.note": "text",
  "run.outcome": "text",
  "run.started_at": "date",
  "run.ended_at": "date",
  "run.hours": "number",
  "run.gpu": "text",
  "run.gpus": "number",
  "run.gpu_hours": "number",
  "run.commit": "text",
  "run.branch": "text",
  "run.remote": "text",
  "run.entry_point": "text",
  "run.python": "text",
} as const satisfies Record<string, "text" | "date" | "list" | "number">;

const MAX_DEPTH = 50;
/** Characters of a search term. */
export const MAX_TERM = 500;
// oxlint-disable-next-line no-control-regex
const SPACE = /[\s\u001c-\u001f\u0085]*/y;
// A word ends here, else it is the beginning of a key.
const END = String.raw`(?=[\s(),"]|$)`;
const word = (name: string): RegExp => new RegExp(name + END, "iy");
const [NOT, AND, OR, IN, EXISTS, IS, NULL] = ["not", "and", "or", "in", "exists", "is", "null"].map(word) as [
  RegExp,
  RegExp,
  RegExp,
  RegExp,
  RegExp,
  RegExp,
  RegExp,
];
const COMPARE = /<=|>=|!=|==|=|<|>/y;
const ON_TEXT = word("(?:contains|startswith|matches)");
// oxlint-disable-next-line no-control-regex
const SEGMENT = String.raw`(?:"(?:[^"\\]|\\["\\])*"|[^\s."'\\=<>!,()[\]{}|&\u0000-\u001f\u007f]+)`;
const KEY = new RegExp(String.raw`${SEGMENT}(?:\.${SEGMENT})*`, "y");
const STRING = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/sy;
// A quoted text is a search term where no comparison follows, else a key.
const SEARCH = new RegExp(
  // oxlint-disable-next-line no-control-regex
  `(?:${STRING.source})(?=[\\s\\u001c-\\u001f\\u0085]*(?:\\)|$|(?:and|or)${END}))`,
  "isy",
);
const REST: readonly [Literal["kind"], RegExp][] = [
  ["moment", /\d{4}-\d{2}-\d{2}(?:[Tt][0-9:.]{5,15}(?:[Zz]|[+-][0-9:]{5})?)?(?![\p{L}\p{N}_.:])/uy],
  ["moment", /-\d{1,6}[mhdw](?![\p{L}\p{N}_.])/uy],
  ["number", /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}\p{N}_.])/uy],
  ["word", word("(?:true|false|null)")],
];
const ESCAPE = /\\(u[0-9a-fA-F]{4}|.)/gs;
const MEANT: Record<string, string> = { n: "\n", t: "\t", r: "\r", '"': '"', "'": "'", "\\": "\\" };

/** Read a text into its tree. */
function readNode(text: string): { node: Node } | { wrongAt: number } {
  const reader = new Reader(text);
  try {
    const node = reader.either(0);
    reader.end();
    return { node };
  } catch (wrong) {
    if (wrong instanceof Wrong) return { wrongAt: wrong.at };
    throw wrong;
  }
}

/** The whole key that a text names: a bare one that is no field is an arg. Null for what is no key. */
export function wholeKey(text: string): string | null {
  const segments = parseKey(text);
  if (segments === null) return null;
  const [first, ...rest] = segments as [string, ...string[]];
  if (first === "args" || first === "metrics") return rest.length === 0 ? null : formatKey(segments);
  if (first === "run" && rest.length > 0) {
    const field = segments.join(".");
    return field in KEY_FIELDS ? field : null;
  }
  if (!(first in KEY_FIELDS)) return `args.${formatKey(segments)}`;
  return rest.length === 0 ? first : null;
}

class Wrong extends Error {
  readonly at: number;
  constructor(at: number) {
    super("not a query");
    this.at = at;
  }
}

class Reader {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
    this.skip();
  }

  either(depth: number): Node {
    return this.joined("or", OR, () => this.joined("and", AND, () => this.part(depth)));
  }

  end(): void {
    if (this.at < this.text.length) throw new Wrong(this.at);
  }

  private joined(kind: "and" | "or", between: RegExp, read: () => Node): Node {
    const parts = [read()];
    while (this.take(between) !== null) parts.push(read());
    return parts.length === 1 ? parts[0]! : { kind, parts };
  }

  private part(depth: number): Node {
    if (depth > MAX_DEPTH) throw new Wrong(this.at);
    if (this.take(NOT) !== null) return { kind: "not", part: this.part(depth + 1) };
    if (!this.mark("(")) return { kind: "test", test: this.test() };
    const node = this.either(depth + 1);
    this.must(this.mark(")"));
    return node;
  }

  private test(): Test {
    const begin = this.at;
    const term = this.take(SEARCH);
    if (term !== null) return { key: "", op: "search", values: [searched(term, begin)] };
    const key = wholeKey(this.must(this.take(KEY)));
    if (key === null) throw new Wrong(begin);
    const op = this.take(COMPARE) ?? this.take(ON_TEXT)?.toLowerCase();
    if (op !== undefined) return this.comparison(key, (op === "==" ? "=" : op) as Operator);
    const negated = this.take(NOT) !== null;
    if (this.take(IN) !== null) return { key, op: negated ? "not in" : "in", values: this.values() };
    this.must(!negated);
    if (this.take(EXISTS) !== null) return { key, op: "exists", values: [] };
    this.must(this.take(IS));
    const other = this.take(NOT) !== null;
    this.must(this.take(NULL));
    return { key, op: other ? "is not null" : "is null", values: [] };
  }

  private comparison(key: string, op: Operator): Test {
    const value = this.value();
    if (value.kind !== "word" || value.text !== "null") return { key, op, values: [value] };
    this.must(op === "=" || op === "!=");
    return { key, op: op === "=" ? "is null" : "is not null", values: [] };
  }

  private values(): Literal[] {
    this.must(this.mark("("));
    const found = [this.value()];
    while (this.mark(",")) found.push(this.value());
    this.must(this.mark(")"));
    return found;
  }

  private value(): Literal {
    const quoted = this.take(STRING);
    if (quoted !== null) return { kind: "text", text: unescaped(quoted.slice(1, -1)) };
    for (const [kind, pattern] of REST) {
      const text = this.take(pattern);
      if (text !== null) return { kind, text: kind === "word" ? text.toLowerCase() : text };
    }
    throw new Wrong(this.at);
  }

  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? null;
    if (found !== null) {
      this.at += found.length;
      this.skip();
    }
    return found;
  }

  private mark(mark: string): boolean {
    if (this.text[this.at] !== mark) return false;
    this.at += 1;
    this.skip();
    return true;
  }

  private must<T>(found: T): NonNullable<T> {
    if (found === null || found === undefined || found === false) throw new Wrong(this.at);
    return found;
  }

  private skip(): void {
    SPACE.lastIndex = this.at;
    this.at += SPACE.exec(this.text)?.[0].length ?? 0;
  }
}

function searched(term: string, at: number): Literal {
  const text = unescaped(term.slice(1, -1));
  if (text === "" || Array.from(text).length > MAX_TERM) throw new Wrong(at);
  return { kind: "text", text };
}

/** An unknown escape stays, so that patterns need no doubling. */
function unescaped(text: string): string {
  return text.replace(ESCAPE, (whole, mark: string) =>
    mark.length === 5 ? String.fromCharCode(Number.parseInt(mark.slice(1), 16)) : (MEANT[mark] ?? whole),
  );
}
