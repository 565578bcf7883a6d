import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { parseExact, plainNumbers, writeExact, type Json } from "../json/json.ts";
import { writeYaml } from "../json/yamlText.ts";
import { UnreadArgs, type Fault } from "./fault.ts";
import { jsonOf, type Format } from "./read.ts";
import { resolve } from "./references.ts";

interface Row {
  format: Format;
  text: string;
  json?: string;
  fault?: string;
}

const contract = (name: string): string => readFileSync(`../tests/contract/${name}.json`, "utf8");
const { rows } = JSON.parse(contract("args-texts")) as { rows: Row[] };
const references = JSON.parse(contract("references")) as {
  resolved: { tree: string; resolved: string }[];
  refused: { tree: string; key: string }[];
};

function faultOf(act: () => unknown): Fault {
  try {
    act();
  } catch (error) {
    if (error instanceof UnreadArgs) return error.fault;
    throw error;
  }
  throw new Error("it was read");
}

const known = rows.filter(({ json }) => json !== undefined);
const refused = rows.filter(({ json }) => json === undefined);

test.each(known)("$format args are what Python reads: $text", ({ format, text, json = "" }) => {
  // The JSON that Python writes, to the notation of each number; a browser sorts keys that are whole numbers.
  expect(writeExact(parseExact(jsonOf(text, format)))).toBe(writeExact(parseExact(json)));
});

test.each(refused)("$format args are refused as Python refuses them: $text", ({ format, text, fault }) => {
  expect(faultOf(() => jsonOf(text, format)).why).toBe(fault);
});

test("a fault says where it is", () => {
  expect(faultOf(() => jsonOf("a: 1\nb: 2\na: 3", "yaml"))).toEqual({ why: "twice", key: "a", line: 3 });
  expect(faultOf(() => jsonOf("a: 1\nb: [1", "yaml"))).toMatchObject({ why: "unread", line: 2 });
  expect(faultOf(() => jsonOf("a = 1\nb = ", "toml"))).toMatchObject({ why: "unread", line: 2 });
  expect(faultOf(() => jsonOf("a:\n  b: [x, ???]", "yaml"))).toEqual({ why: "unresolved", key: "a.b.1" });
  expect(faultOf(() => jsonOf("a: 1\nb: \u0085", "yaml"))).toEqual({
    why: "unsure",
    what: "U+0085",
    line: 2,
  });
  expect(faultOf(() => jsonOf(`a: ${"x".repeat(2 ** 21)}`, "yaml"))).toEqual({ why: "values" });
});

test.each(references.resolved)("references are resolved: $tree", ({ tree, resolved }) => {
  expect(resolve(parseExact(tree) as { [key: string]: Json })).toEqual(parseExact(resolved));
});

test.each(references.refused)("a reference of $key that leads nowhere is refused: $tree", ({ tree, key }) => {
  const given = parseExact(tree) as { [key: string]: Json };
  expect(faultOf(() => resolve(given))).toEqual({ why: "unresolved", key });
});

test("a chain of references has an end", () => {
  const chain = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`k${at}`, `\${k${at + 1}}`]));
  expect(faultOf(() => resolve({ ...chain, k500: 1 })).why).toBe("unresolved");
});

function recipes(name: string): Json[] {
  const lines = gunzipSync(readFileSync(`../tests/data/${name}.jsonl.gz`))
    .toString()
    .trim()
    .split("\n");
  return lines.map((line) => (parseExact(line) as { args: Json }).args);
}

test.each(["mmpretrain-recipes", "detectron2-configs"])("the YAML of %s is read back", (name) => {
  for (const args of recipes(name).filter((_, at) => at % 20 === 0))
    expect(plainNumbers(parseExact(jsonOf(writeYaml(args), "yaml")))).toEqual(plainNumbers(args));
});
