import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSearch, stringifySearch } from "../lib/address.ts";
import { formatKey, parseKey, splitKeys } from "../lib/keys.ts";
import { searchText, searchWhere } from "../lib/search.ts";
import { nextSort, readColumns, readSort, readTableSearch, writeColumns, writeSort } from "./codec.ts";

const segment = fc
  .string({ minLength: 0, maxLength: 12, unit: "binary" })
  .filter((text) => text.isWellFormed());
const key = fc.array(segment, { minLength: 1, maxLength: 4 }).map(formatKey);
const terms = fc.uniqueArray(fc.record({ key, descending: fc.boolean() }), {
  selector: (term) => term.key,
  maxLength: 6,
});

describe("the state of a table in the address", () => {
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
        const state = readTableSearch({ where, sort: writeSort(order), columns: writeColumns(keys) });
        const text = stringifySearch({ ...state });
        expect(readTableSearch(parseSearch(text))).toEqual(state);
        expect(text).not.toMatch(/[\s"<>#]/);
      }),
    );
  });

  test("hostile text never throws and is read the same twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const once = readTableSearch({ where: text, sort: text, columns: text });
        expect(readTableSearch({ ...once })).toEqual(once);
        expect(() => parseSearch(text)).not.toThrow();
        expect(() => stringifySearch({ where: text, id: [text, text] })).not.toThrow();
      }),
    );
  });

  test.each([null, 7, {}, ["a"], undefined])("%j is no table state", (value) => {
    expect(readTableSearch({ where: value, sort: value, columns: value })).toEqual({});
  });

  test("fifty columns fit into 2,000 characters", () => {
    const keys = Array.from({ length: 50 }, (_, at) => `args.optimizer.group_${at}.lr`);
    expect(stringifySearch({ columns: writeColumns(keys) }).length).toBeLessThan(2000);
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
        expect(searchText(searchWhere(text))).toBe(text.trim());
      }),
    );
  });
  test("another filter is no search", () => {
    expect(searchText('id contains "a" or title contains "b" or tags contains "a"')).toBe("");
    expect(searchText("args.lr < 1")).toBe("");
  });
});
