/**
 * A JSON tree as a list of rows that can be opened, searched and copied. Pure; shows nothing.
 */
import { formatKey } from "./keys.ts";
import { isMapping, NumberText, writeExact, type Json } from "./json.ts";
import type { Path } from "./policy.ts";

export interface TreeRow {
  /** The dotted key, which is also the row's identity. */
  key: string;
  path: Path;
  name: string;
  value: Json;
  depth: number;
  /** How many children it has; 0 for a leaf and for an empty mapping or list. */
  children: number;
  position: number;
  siblings: number;
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
export function openRows(rows: readonly TreeRow[], opened: ReadonlySet<string>): TreeRow[] {
  const shown: TreeRow[] = [];
  let hiddenBelow = Infinity;
  for (const row of rows) {
    if (row.depth > hiddenBelow) continue;
    hiddenBelow = Infinity;
    shown.push(row);
    if (row.children > 0 && !opened.has(row.key)) hiddenBelow = row.depth;
  }
  return shown;
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
export function openedTo(rows: readonly TreeRow[], level: number): Set<string> {
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
