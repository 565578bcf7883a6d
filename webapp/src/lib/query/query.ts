/**
 * The query language as the filter bar needs it: a text to groups (joined by and; one level of or inside, the rest as
 * text) and back. Held to tests/contract/query.json, as modelbase/querytext.py and chips.py are. What a value may be
 * at a key, and every message, is the server's to say. Numbers and dates keep the text they were written with. Pure.
 */
import { readNode, type Node, type Test } from "./queryText.ts";

export type { Literal, Operator, Test } from "./queryText.ts";
export { KEY_FIELDS, MAX_TERM, wholeKey } from "./queryText.ts";

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
