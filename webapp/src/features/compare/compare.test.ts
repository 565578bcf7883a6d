import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Comparison, DiffRow } from "../../api/types.ts";
import { foldLines } from "../../components/text/TextDiff.tsx";
import { directionOf, judge } from "../../lib/format/direction.ts";
import { type Json, parseExact, plainNumbers } from "../../lib/json/json.ts";
import { diffTexts } from "../../lib/text/textdiff.ts";
import { holds, presetGlobs, toggled } from "./bar/IgnorePanel.tsx";
import { toMarkdown } from "./bar/markdown.ts";
import { differenceText, metadataText } from "./grid/CellValue.tsx";
import { packIds, readDiffSearch, unpackIds } from "./search.ts";
import { shapeOf, valueGroups } from "./shape.ts";
import { makeTree, nextDifference, shownNodes, tallyOf } from "./tree.ts";

interface Case {
  name: string;
  answer: { [key: string]: Json };
  markdown: string;
}

const CASES = (
  parseExact(readFileSync("../tests/contract/diff.json", "utf8")) as unknown as { cases: Case[] }
).cases;

function comparisonOf(answer: { [key: string]: Json }): Comparison {
  const { rows, ...rest } = answer;
  return { ...(plainNumbers(rest) as Comparison), rows: rows as unknown as DiffRow[] };
}

test("metadata stands as people read it, and what nobody has words for as it is", () => {
  const states = { trained: "Trained" };
  const row = (key: string): DiffRow => ({ section: "metadata", key, status: "changed", cells: [] }) as never;
  const told = (key: string, json: string): string | null =>
    metadataText(row(key), parseExact(json), "en", states);
  expect(told("size", "5300")).toBe("5.2 KiB");
  expect(differenceText(row("size"), { delta: 2900, ratio: 1.5 } as never, "en")).toBe("+2.8 KiB");
  expect(told("state", '"trained"')).toBe("Trained");
  expect(told("state", '"unheard"')).toBeNull();
  expect(told("created_at", '"2026-11-22T12:39:15.403Z"')).toMatch(/^Nov 22, 2026, .*:39:15/);
  expect(told("checkpoints", "3")).toBeNull();
  const arg: DiffRow = { ...row("created_at"), section: "args" };
  expect(metadataText(arg, "2026-11-22T12:39:15.403Z", "en", states)).toBeNull();
});

test.each(CASES.map((one) => [one.name, one] as const))(
  "Markdown is the command line's: %s",
  (_name, one) => {
    expect(`${toMarkdown(comparisonOf(one.answer))}\n`.trimEnd()).toBe(one.markdown.trimEnd());
  },
);

test.each(CASES.map((one) => [one.name, one] as const))(
  "the tree holds every row once, in order: %s",
  (_name, one) => {
    const comparison = comparisonOf(one.answer);
    const rows = shownNodes(makeTree(comparison, undefined), new Set()).flatMap((node) => node.row ?? []);
    expect(new Set(rows)).toEqual(new Set(comparison.rows));
    expect(rows).toHaveLength(comparison.rows.length);
  },
);

const NAME = fc.stringMatching(/^[a-z]{1,6}\/[a-z0-9-]{1,8}$/);
const HASH = fc.stringMatching(/^[0-9a-f]{4,12}$/);

test("IDs come back from an address as they were, however many", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(NAME, HASH), { maxLength: 150 }), (pairs) => {
      const ids = [...new Set(pairs.map(([name, hash]) => `${name}:${hash}`))];
      expect(unpackIds(packIds(ids))).toEqual(ids);
    }),
  );
});

test("200 models of one name make an address that a server takes", () => {
  const ids = Array.from(
    { length: 200 },
    (_, at) => `imagenet-1k/a-rather-long-architecture:${100_000_000 + at}`,
  );
  const { id } = readDiffSearch({ id: ids });
  expect(id!.join("&id=").length).toBeLessThan(4000);
  expect(unpackIds(id!)).toEqual(ids);
});

test("hostile addresses never throw, and what cannot be read is dropped", () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom("id", "base", "all", "only", "ignore", "layout", "section"),
        fc.anything(),
      ),
      (given) => {
        const read = readDiffSearch(given);
        expect(readDiffSearch({ ...read })).toEqual(read);
      },
    ),
  );
  expect(
    readDiffSearch({
      id: ["a/b:1", "a/b:1"],
      base: "a/b:2",
      layout: "x",
      section: "y",
      ignore: ["a..b", "lr"],
    }),
  ).toEqual({
    id: ["a/b:1"],
    ignore: ["lr"],
  });
});

const ROWS = comparisonOf({
  ids: ["a/b:1", "a/b:2", "a/b:3"],
  base: 0,
  equal: false,
  counts: { args: { different: 2, total: 4 } },
  models: [],
  rows: [
    {
      section: "args",
      key: "m.head.dim",
      status: "same",
      cells: [
        { state: "value", value: 1, change: "same" },
        { state: "value", value: 1, change: "same" },
        { state: "value", value: 1, change: "same" },
      ],
    },
    {
      section: "args",
      key: "m.lr",
      status: "changed",
      cells: [
        { state: "value", value: 1, change: "same" },
        { state: "value", value: 2, change: "changed" },
        { state: "value", value: 2, change: "changed" },
      ],
    },
    {
      section: "args",
      key: "m.wd",
      status: "removed",
      cells: [
        { state: "value", value: 1, change: "same" },
        { state: "missing", change: "removed" },
        { state: "value", value: 1, change: "same" },
      ],
    },
  ],
});

test("groups of one are written together, and count what differs below for each model", () => {
  const [section] = makeTree(ROWS, undefined);
  const group = section!.children[0]!;
  expect([group.prefix, group.label]).toEqual(["", "m"]);
  expect(group.children.map((node) => node.prefix + node.label)).toEqual(["head.dim", "lr", "wd"]);
  expect(tallyOf(group, 1)).toEqual({ changed: 1, added: 0, removed: 1 });
  expect(tallyOf(section!, 2)).toEqual({ changed: 1, added: 0, removed: 0 });
});

test("the next difference leaves equal rows out and goes round", () => {
  const tree = makeTree(ROWS, undefined);
  const first = nextDifference(tree, null, 1)!;
  expect(first.label).toBe("lr");
  expect(nextDifference(tree, first.id, 1)!.label).toBe("wd");
  expect(nextDifference(tree, nextDifference(tree, first.id, 1)!.id, 1)).toBe(first);
  expect(nextDifference(tree, null, -1)!.label).toBe("wd");
  expect(nextDifference([], null, 1)).toBeNull();
});

test("unified values stand together, the base's first, and give the row its height", () => {
  expect(valueGroups(ROWS.rows[1]!, 0).map((group) => group.models)).toEqual([[0], [1, 2]]);
  expect(valueGroups(ROWS.rows[2]!, 0).map((group) => group.models)).toEqual([[0, 2], [1]]);
  const nodes = shownNodes(makeTree(ROWS, undefined), new Set());
  const options = { nodes, models: 3, base: 1, width: 1200, narrow: false };
  const shape = shapeOf({ ...options, layout: "columns" });
  expect(shape.order).toEqual([1, 0, 2]);
  expect(shape.virtual).toBe(false);
  expect(shape.width).toBeLessThanOrEqual(1200);
  expect(shapeOf({ ...options, models: 900, layout: "columns" }).virtual).toBe(true);
});

test("presets go in and out as a whole", () => {
  const sets = presetGlobs({ ignore: ["num_workers"], seeds: ["seed", "*.seed"] });
  const on = toggled(["lr"], sets.seeds);
  expect(on).toEqual(["lr", "seed", "*.seed"]);
  expect(holds(on, sets.seeds)).toBe(true);
  expect(toggled(on, sets.seeds)).toEqual(["lr"]);
  expect(holds([], [])).toBe(false);
});

test("texts are compared by line, and by word within lines that were changed", () => {
  const lines = diffTexts("one\ntwo three\nend", "one\ntwo four\nend", 1000)!;
  expect(lines.map((line) => line.kind)).toEqual(["same", "removed", "added", "same"]);
  expect(lines[1]!.parts.filter((part) => part.changed).map((part) => part.text)).toEqual(["three"]);
  expect(lines[2]).toMatchObject({ before: 0, after: 2 });
});

test("both texts can be read off the lines, whatever they are", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("a b", "a c", "", "x")),
      fc.array(fc.constantFrom("a b", "a d", "", "y")),
      (one, other) => {
        const [before, after] = [one.join("\n"), other.join("\n")];
        const lines = diffTexts(before, after, 5000)!;
        const read = (leaveOut: string): string =>
          lines
            .filter((line) => line.kind !== leaveOut)
            .map((line) => line.parts.map((part) => part.text).join(""))
            .join("\n");
        expect(read("added").trimEnd()).toBe(before.trimEnd());
        expect(read("removed").trimEnd()).toBe(after.trimEnd());
      },
    ),
  );
});

test("long equal stretches fold, and open again", () => {
  const text = Array.from({ length: 40 }, (_, at) => `line ${at}`).join("\n");
  const lines = diffTexts(text, `${text}\nmore`, 1000)!;
  const folded = foldLines(lines, new Set());
  const fold = folded.find((line) => line.kind === "fold")!;
  expect(folded.length).toBeLessThan(10);
  expect(foldLines(lines, new Set([fold.kind === "fold" ? fold.at : -1]))).toHaveLength(lines.length);
});

test("a metric's name tells whether more is better, or does not", () => {
  expect(["top1", "val.acc", "mAP@10", "Recall@1", "f1"].map(directionOf)).toEqual([1, 1, 1, 1, 1]);
  expect(["loss", "val.loss", "perplexity", "wer", "top1_error"].map(directionOf)).toEqual([
    -1, -1, -1, -1, -1,
  ]);
  expect(["epoch", "params", "lr"].map(directionOf)).toEqual([0, 0, 0]);
  expect([judge("loss", -1), judge("loss", 1), judge("acc", 1), judge("lr", 1), judge("acc", 0)]).toEqual([
    "better",
    "worse",
    "better",
    null,
    null,
  ]);
});
