import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { andQuery, readQuery, wholeKey, writeQuery, type Group, type Literal, type Test } from "./query.ts";

interface Golden {
  parse: { text: string; format: string; chips: { and: object[] } }[];
  errors: { text: string; code: string; position: number | null }[];
}

const GOLDEN = JSON.parse(readFileSync("../tests/contract/query.json", "utf8")) as Golden;

function groups(text: string): readonly Group[] {
  const read = readQuery(text);
  if ("wrongAt" in read) throw new Error(`wrong at ${read.wrongAt}: ${text}`);
  return read.groups;
}

/** A value as modelbase/chips.py writes it. */
function plain(value: Literal): unknown {
  if (value.kind === "number") return Number(value.text);
  if (value.kind === "word") return JSON.parse(value.text);
  if (value.kind === "text" || value.text.startsWith("-")) return value.text;
  return moment(value.text);
}

function moment(text: string): string {
  return new Date(/T/i.test(text) ? text : `${text}T00:00:00Z`)
    .toISOString()
    .replace(".000Z", "Z")
    .replace("T00:00:00Z", "");
}

function chip(test: Test): object {
  if (test.op === "search") return { search: test.values[0]?.text, ...(test.not && { not: true }) };
  const bare = { key: test.key, op: test.op };
  const values = test.values.map(plain);
  const valued = /^(not )?in$/.test(test.op)
    ? { ...bare, value: values }
    : values.length === 0
      ? bare
      : { ...bare, value: values[0] };
  return test.not ? { ...valued, not: true } : valued;
}

function chips(found: readonly Group[]): { and: object[] } {
  return {
    and: found.map((group) =>
      group.kind === "test"
        ? chip(group.test)
        : group.kind === "or"
          ? { or: group.tests.map(chip) }
          : { text: group.text },
    ),
  };
}

describe("a filter as chips", () => {
  test.each(GOLDEN.parse)("is read as the server reads it: $text", ({ text, format, chips: wanted }) => {
    expect(chips(groups(text))).toEqual(wanted);
    expect(chips(groups(format))).toEqual(wanted);
    expect(chips(groups(writeQuery(groups(text))))).toEqual(wanted);
  });

  const canonical = GOLDEN.parse.filter((one) => !/\d{4}-|e\d|e-\d/.test(one.text));
  test.each(canonical)("is written as the server writes it: $text", ({ text, format }) => {
    expect(writeQuery(groups(text))).toBe(format);
  });

  // What a value may be at a key is the server's to say; all else is refused at the same place.
  const syntax = GOLDEN.errors.filter(({ text, code, position }) => {
    const meaning = /done|size|5$|2026|1e400|matches|tags|state/.test(text);
    return code !== "query_limit" && position !== null && !meaning;
  });
  test("has wrong ones among the vectors", () => expect(syntax.length).toBeGreaterThan(10));
  test.each(syntax)("is wrong at the place that the server names: $text", ({ text, position }) => {
    const read = readQuery(text);
    const at = "wrongAt" in read ? Array.from(text.slice(0, read.wrongAt)).length : null;
    // `a < null` can be read here up to its end.
    expect(at === position || (text.endsWith("null") && at !== null)).toBe(true);
  });

  test("too deep a one is refused rather than followed", () => {
    expect(readQuery(`${"(".repeat(5000)}a = 1${")".repeat(5000)}`)).toHaveProperty("wrongAt");
    expect(readQuery(`${"not ".repeat(5000)}a = 1`)).toHaveProperty("wrongAt");
  });

  test("numbers and dates keep the text they came with", () => {
    const where =
      "args.steps = 1152921504606846977 and args.decay = 1.0 and created_at > 2026-01-02T10:00:00+09:00";
    expect(writeQuery(groups(where))).toBe(where);
  });

  test("joined to another stays one query of both", () => {
    expect(andQuery("a = 1 or b = 2", "c = 3")).toBe("(args.a = 1 or args.b = 2) and args.c = 3");
    expect(andQuery("", "c = 3")).toBe("c = 3");
    expect(andQuery("lr <", "c = 3")).toBe("lr < and c = 3");
  });
});

const literal: fc.Arbitrary<Literal> = fc.oneof(
  fc.string({ unit: "grapheme" }).map((text): Literal => ({ kind: "text", text })),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((one): Literal => ({ kind: "number", text: String(one) })),
  fc.constantFrom<Literal>({ kind: "word", text: "true" }, { kind: "moment", text: "-7d" }),
);
const key = fc.constantFrom(
  "args.lr",
  "metrics.top1",
  "title",
  'args."a.b".c',
  "args.not",
  "args.in.or",
  "args.한국",
);
const one: fc.Arbitrary<Test> = fc.oneof(
  fc.record({
    key,
    op: fc.constantFrom<Test["op"]>("=", "!=", "<", ">=", "contains", "matches"),
    values: fc.tuple(literal),
  }),
  fc.record({
    key,
    op: fc.constantFrom<Test["op"]>("in", "not in"),
    values: fc.array(literal, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    key,
    op: fc.constantFrom<Test["op"]>("exists", "is null", "is not null"),
    values: fc.constant([]),
  }),
  fc.record({
    key: fc.constant(""),
    op: fc.constant<Test["op"]>("search"),
    values: fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
      .map((text): [Literal] => [{ kind: "text", text }]),
  }),
);
const signed = fc.tuple(one, fc.boolean()).map(([test, not]): Test => (not ? { ...test, not } : test));
const group: fc.Arbitrary<Group> = fc.oneof(
  signed.map((test): Group => ({ kind: "test", test })),
  fc.array(signed, { minLength: 2, maxLength: 4 }).map((tests): Group => ({ kind: "or", tests })),
);

test("whatever chips there are, they come back from their text", () => {
  fc.assert(
    fc.property(fc.array(group, { maxLength: 5 }), (found) => {
      expect(groups(writeQuery(found))).toEqual(found);
    }),
  );
});

test("fields of the newest run are keys of their own, another name after run is none, and run alone is an arg", () => {
  expect(wholeKey("run.host")).toBe("run.host");
  expect(wholeKey("run.unheard")).toBeNull();
  expect(wholeKey("run")).toBe("args.run");
  expect(wholeKey("args.run.host")).toBe("args.run.host");
  expect(readQuery("run.unheard = 1")).toHaveProperty("wrongAt");
  expect(writeQuery(groups('run.host = "gpu-7"'))).toBe('run.host = "gpu-7"');
});

test("no text makes the reader throw", () => {
  const piece = fc.constantFrom(...'a| |=|(|)|not |and |or |in|"|1|-7d|,|is null|\\'.split("|"));
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.array(piece).map((pieces) => pieces.join("")),
  );
  fc.assert(
    fc.property(text, (text) => {
      const read = readQuery(text);
      expect("groups" in read || read.wrongAt <= text.length).toBe(true);
    }),
  );
});
