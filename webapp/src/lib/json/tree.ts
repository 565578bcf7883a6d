/**
 * A JSON tree as a list of rows that can be opened, searched and copied. Pure; shows nothing.
 */
import { formatKey } from "./keys.ts";
import { isMapping, NumberText, writeExact, type Json } from "./json.ts";
import type { Path } from "./policy.ts";

/** What every row of a tree that is shown row by row has. */
export interface TreeGridRow {
  /** The row's identity: in a tree of keys the dotted key. */
  key: string;
  depth: number;
  /** How many children it has; 0 for a leaf and for an empty mapping or list. */
  children: number;
  position: number;
  siblings: number;
}

export interface TreeRow extends TreeGridRow {
  path: Path;
  name: string;
  value: Json;
}

/** Return every row of a tree in order, parents before their children. */
export function treeRows(root: Json, prefix: Path = []): TreeRow[] {
  const rows: TreeRow[] = [];
  const visit = (node: Json, path: Path): void => {
    const items = entries(node);
    items.forEach(([part, value], position) => {
      const here = [...path, part];
      const children = entries(value).length;
      const key = formatKey(here);
      const depth = path.length - prefix.length;
      rows.push({
        key,
        path: here,
        name: String(part),
        value,
        depth,
        children,
        position,
        siblings: items.length,
      });
      if (children > 0) visit(value, here);
    });
  };
  visit(root, prefix);
  return rows;
}

/** Return the rows that show when only the opened keys are open. */
export function openRows<Row extends TreeGridRow>(rows: readonly Row[], opened: ReadonlySet<string>): Row[] {
  const shown: Row[] = [];
  let hiddenBelow = Infinity;
  for (const row of rows) {
    if (row.depth > hiddenBelow) continue;
    hiddenBelow = Infinity;
    shown.push(row);
    if (row.children > 0 && !opened.has(row.key)) hiddenBelow = row.depth;
  }
  return shown;
}

/** Return the index of the row that a row hangs on, or -1. */
export function parentOf(rows: readonly TreeGridRow[], index: number): number {
  const depth = rows[index]!.depth;
  return rows.findLastIndex((row, at) => at < index && row.depth < depth);
}

/** Return the rows whose key or value holds a text, with the parents that lead to them. */
export function findRows(rows: readonly TreeRow[], text: string): TreeRow[] {
  const wanted = text.toLowerCase();
  const kept = new Set<TreeRow>();
  const trail: TreeRow[] = [];
  for (const row of rows) {
    trail.length = row.depth;
    trail[row.depth] = row;
    const said = row.children > 0 ? row.key : `${row.key} ${leafText(row.value)}`;
    if (said.toLowerCase().includes(wanted)) for (const parent of trail) kept.add(parent);
  }
  return rows.filter((row) => kept.has(row));
}

/** Return the keys that are open when everything down to a level is. */
export function openedTo(rows: readonly TreeGridRow[], level: number): Set<string> {
  return new Set(rows.filter((row) => row.children > 0 && row.depth < level).map((row) => row.key));
}

/** The text of a leaf as given: strings bare, all else as JSON. */
export function leafText(value: Json): string {
  return typeof value === "string" ? value : writeExact(value);
}

function entries(node: Json): [string | number, Json][] {
  if (Array.isArray(node)) return node.map((value, index) => [index, value]);
  if (node instanceof NumberText || !isMapping(node)) return [];
  return Object.entries(node);
}
