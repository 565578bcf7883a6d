import { describe, expect, test } from "vitest";
import { addressedRows, DEFAULT_COLUMNS, MOST_COLUMNS, widened } from "./rowsSearch.ts";

const search = (columns: string, where = "", sort = "") => ({ where, sort, columns });

describe("which rows an address asks for", () => {
  test("short keys are args, and the size of a family orders families only", () => {
    const asked = addressedRows({ where: "lr > 1", sort: "-count,lr", columns: "lr,title", peek: "a/b:1" });
    expect(asked).toEqual({ where: "lr > 1", sort: "args.lr", columns: "args.lr,title" });
  });
  test("a bare address asks for the usual ones", () => {
    expect(addressedRows({})).toEqual(search(""));
  });
});

describe("whether rows that are here have what is wanted", () => {
  const held = search("title,size");
  test("fewer columns, or the same in another order, need no other rows", () => {
    expect(widened(held, search("size"))).toBe(held);
    expect(widened(held, search("size,title"))).toBe(held);
    expect(widened(search(""), search(DEFAULT_COLUMNS.slice(2).join(",")))).toEqual(search(""));
  });
  test("another column is asked for together with those that are here", () => {
    expect(widened(held, search("size,owner"))).toEqual(search("title,size,owner"));
    expect(widened(search(""), search("latest")).columns).toBe([...DEFAULT_COLUMNS, "latest"].join(","));
  });
  test("another filter or order asks for what is wanted alone", () => {
    const other = search("title", "", "-size");
    expect(widened(held, other)).toBe(other);
    expect(widened(held, search("title", "size > 1"))).toEqual(search("title", "size > 1"));
  });
  test("never for more than the server gives", () => {
    const many = search(Array.from({ length: MOST_COLUMNS }, (_, at) => `args.k${at}`).join(","));
    const wanted = search("title");
    expect(widened(many, wanted)).toBe(wanted);
  });
});
