import { expect, test } from "vitest";
import { move } from "../grid/keys.ts";
import { moveInTree } from "./keys.ts";

const bounds = { rows: 20, page: 8 };
const press = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false });
const branch = { branch: true, open: false, searching: false, parent: -1 };
const leaf = { ...branch, branch: false, parent: 2 };

test("a tree and a table of one column move alike by the keys that they share", () => {
  for (const key of ["ArrowUp", "ArrowDown", "PageUp", "PageDown"]) {
    const row = move({ row: 9, column: 0 }, press(key), { ...bounds, columns: 1 })!.row;
    expect(moveInTree(9, press(key), leaf, bounds)).toBe(row);
  }
  expect(["Home", "End"].map((key) => moveInTree(9, press(key), leaf, bounds))).toEqual([0, 19]);
});

test("a tree has no heading above its first row and ends with its last", () => {
  expect(["ArrowUp", "PageUp"].map((key) => moveInTree(0, press(key), leaf, bounds))).toEqual([0, 0]);
  expect(["ArrowDown", "PageDown"].map((key) => moveInTree(19, press(key), leaf, bounds))).toEqual([19, 19]);
});

test("a branch is opened and closed, and an open one leads to its children", () => {
  const keys = ["ArrowRight", "ArrowLeft", "Enter"].map((key) => press(key));
  const led = (state: typeof branch) => keys.map((key) => moveInTree(5, key, state, bounds));
  expect(led(branch)).toEqual(["toggle", 0, "toggle"]);
  expect(led({ ...branch, open: true, parent: 3 })).toEqual([6, "toggle", "toggle"]);
  expect(led({ ...branch, open: true, searching: true, parent: 3 })).toEqual([6, 3, null]);
  expect(led(leaf)).toEqual([5, 2, null]);
});

test("keys with Ctrl, and others, are not the tree's", () => {
  expect(moveInTree(5, press("Home", true), branch, bounds)).toBeNull();
  expect(moveInTree(5, press("x"), branch, bounds)).toBeNull();
});
