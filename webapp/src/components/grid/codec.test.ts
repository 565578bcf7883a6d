import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSearch, stringifySearch } from "../../lib/address.ts";
import { formatKey, parseKey, splitKeys } from "../../lib/json/keys.ts";
import { searchText, withSearch } from "../../lib/query/search.ts";
import {
  BARE,
  MAX_WIDTH,
  MIN_WIDTH,
  nextSort,
  readColumns,
  readSort,
  readTableSearch,
  readTableState,
  writeColumns,
  writeSort,
  writeTableState,
} from "./codec.ts";
import { anyState, key, segment, terms } from "../../test/tableStates.ts";

describe("the state of a table in the address", () => {
  test("any whole state goes through the address bar", () => {
    fc.assert(
      fc.property(anyState, (one) => {
        const text = stringifySearch({ ...writeTableState(one) });
        expect(readTableState(parseSearch(text))).toEqual(one);
        expect(readTableSearch(parseSearch(text))).toEqual(writeTableState(one));
      }),
      { numRuns: 400 },
    );
  });

  test("widths and pins of shown columns are written by place, the others by key", () => {
    const widths = new Map([
      ["id", 300],
      ["title", 90],
      ["args.lr", 120],
      ["args.c", 60],
    ]);
    const one = {
      ...BARE,
      columns: ["title", "args.lr", "args.b", "args.c"],
      pinned: ["id", "args.lr"],
      widths,
    };
    expect(writeTableState(one)).toEqual({
      columns: "title,args.lr,args.b,args.c",
      pinned: "id,!2",
      widths: "id:300,!1:90,120,!4:60",
    });
  });

  test("widths written by hand are read by key, and fitted", () => {
    const { widths } = readTableState({
      columns: "a,b",
      widths: "b:10,a:99999,c.x:80,(:5,b,!7:90",
    });
    expect([...widths]).toEqual([
      ["b", MIN_WIDTH],
      ["a", MAX_WIDTH],
      ["c.x", 80],
    ]);
  });

  test("short keys are made whole everywhere, and count once", () => {
    const named = (one: string): string => (one.startsWith("args.") ? one : `args.${one}`);
    const search = {
      columns: "lr,args.lr,b",
      pinned: "!2,b",
      widths: "!2:90,b:70",
      sort: "-lr,args.lr",
    };
    const read = readTableState(search, named);
    expect(read.columns).toEqual(["args.lr", "args.b"]);
    expect(read.pinned).toEqual(["args.lr", "args.b"]);
    expect([...read.widths]).toEqual([
      ["args.lr", 90],
      ["args.b", 70],
    ]);
    expect(read.sort).toEqual([{ key: "args.lr", descending: true }]);
  });

  test("any key comes back from its text", () => {
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 5 }), (path) => {
        expect(parseKey(formatKey(path))).toEqual(path);
      }),
    );
  });

  test("any columns come back", () => {
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 20 }), (keys) => {
        expect(readColumns(writeColumns(keys))).toEqual(keys);
      }),
    );
  });

  test("any order comes back", () => {
    fc.assert(
      fc.property(terms, (order) => {
        expect(readSort(writeSort(order))).toEqual(order);
      }),
    );
  });

  test("any state goes through the address bar", () => {
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 8 }), terms, segment, (keys, order, where) => {
        const state = readTableSearch({
          where,
          sort: writeSort(order),
          columns: writeColumns(keys),
        });
        const text = stringifySearch({ ...state });
        expect(readTableSearch(parseSearch(text))).toEqual(state);
        expect(text).not.toMatch(/[\s"<>#]/);
      }),
    );
  });

  test("hostile text never throws and is read the same twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const once = readTableSearch(everywhere(text));
        expect(readTableSearch({ ...once })).toEqual(once);
        expect(() => parseSearch(text)).not.toThrow();
        expect(() => stringifySearch({ where: text, id: [text, text] })).not.toThrow();
      }),
    );
  });

  test.each([null, 7, {}, ["a"], undefined])("%j is no table state", (value) => {
    expect(readTableSearch(everywhere(value))).toEqual({});
  });

  test("text made of the codec's own signs never throws and is read the same twice", () => {
    const sign = fc.constantFrom(
      "!",
      "1",
      "90",
      ":",
      ",",
      '"',
      ".",
      "-",
      "a",
      "~",
      "\\",
      " ",
      "모",
      "\ud800",
    );
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 40 }), fc.array(sign, { maxLength: 20 }), (one, other) => {
        const search = { ...everywhere(one.join("")), columns: other.join("") };
        const once = readTableSearch(search);
        expect(readTableSearch({ ...once })).toEqual(once);
        expect(readTableSearch(parseSearch(stringifySearch({ ...once })))).toEqual(once);
      }),
      { numRuns: 400 },
    );
  });

  test("fifty columns with widths, pins and an order fit into 2,000 characters", () => {
    const columns = Array.from({ length: 50 }, (_, at) => `args.optimizer.group_${at}.lr`);
    const widths = new Map([...columns.map((one, at): [string, number] => [one, 100 + at]), ["id", 300]]);
    const sort = columns.slice(0, 2).map((one) => ({ key: one, descending: true }));
    const one = {
      ...BARE,
      columns,
      widths,
      sort,
      pinned: columns.slice(0, 5),
      fold: "family" as const,
    };
    expect(stringifySearch({ ...writeTableState(one), view: "v_0123456789abcdef" }).length).toBeLessThan(
      2000,
    );
  });

  test("commas and dots inside quotes stay inside", () => {
    expect(splitKeys('args."a,b".c,metrics.top1')).toEqual(['args."a,b".c', "metrics.top1"]);
    expect(parseKey('args.custom_keys.".cls_token".decay_mult')).toEqual([
      "args",
      "custom_keys",
      ".cls_token",
      "decay_mult",
    ]);
    expect(parseKey("a..b")).toBeNull();
    expect(parseKey("")).toBeNull();
    expect(formatKey(["-x"])).toBe('"-x"');
  });
});

function everywhere(value: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.keys(BARE).map((part) => [part, value]));
}

describe("what a press on a heading does to the order", () => {
  const down = { key: "a", descending: true };
  const up = { key: "a", descending: false };
  const other = { key: "b", descending: false };
  test.each([
    ["first descending", [], false, [down]],
    ["then ascending", [down], false, [up]],
    ["then not at all", [up], false, []],
    ["in place of another", [other], false, [down]],
    ["with Shift after another", [other], true, [other, down]],
    ["with Shift in its place", [down, other], true, [up, other]],
    ["with Shift out again", [up, other], true, [other]],
  ])("%s", (_name, before, additive, after) => {
    expect(nextSort(before, "a", additive)).toEqual(after);
  });
});

describe("the search box", () => {
  test("any text becomes a value and is shown again", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (text) => {
        expect(searchText(withSearch("", text))).toBe(text.trim());
      }),
    );
  });
  test("it is one search term, beside the other conditions", () => {
    expect(withSearch("lr < 1", ' say "hi" ')).toBe('"say \\"hi\\"" and args.lr < 1');
    expect(withSearch('"vit" and args.lr < 1', "")).toBe("args.lr < 1");
    expect(Array.from(searchText(withSearch("", "😀".repeat(600))))).toHaveLength(500);
  });
  test("an address from before there were search terms is shown and replaced", () => {
    const old = '(id contains "vit" or title contains "vit" or tags contains "vit") and args.lr < 1';
    expect(searchText(old)).toBe("vit");
    expect(withSearch(old, "swin")).toBe('"swin" and args.lr < 1');
  });
  test("another filter is no search", () => {
    expect(searchText('not "vit"')).toBe("");
    expect(searchText('"vit" or lr < 1')).toBe("");
    expect(searchText('id contains "a" or title contains "b" or tags contains "a"')).toBe("");
    expect(searchText("args.lr < 1")).toBe("");
  });
});
