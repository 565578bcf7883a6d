/**
 * The rows of a comparison as a tree by path: sections, groups, keys. Which of them show, which is the next
 * difference, and how many differences lie below a group. Pure; draws nothing and knows no column.
 */
import type { Change, Comparison, DiffRow } from "../../api/types.ts";
import { parseKey } from "../../lib/json/keys.ts";
import { SECTIONS } from "./search.ts";

/** A section, a group of keys, or one key; `row` is there for a key. */
export interface Node {
  /** Section and path; the same for the same place in another answer. */
  id: string;
  depth: number;
  /** Its part of the path; groups that hold nothing but one other are written together. */
  label: string;
  /** What of the label leads to its last part. */
  prefix: string;
  kind: "section" | "group" | "key";
  row?: DiffRow;
  children: Node[];
  parent: Node | null;
  position: number;
}

export type Tally = Record<Exclude<Change, "same">, number>;

/** Build the tree; a section without rows is left out. */
export function makeTree(comparison: Comparison, section: string | undefined): Node[] {
  const names = [...new Set([...SECTIONS, ...Object.keys(comparison.counts)])];
  const bySection = Map.groupBy(comparison.rows, (row) => row.section);
  return names
    .filter((name) => bySection.has(name) && (section === undefined || section === name))
    .map((name, position) => sectionNode(name, bySection.get(name)!, position));
}

/** Return the nodes that show, in order, where the closed ones are closed. */
export function shownNodes(roots: readonly Node[], closed: ReadonlySet<string>): Node[] {
  const shown: Node[] = [];
  const visit = (node: Node): void => {
    shown.push(node);
    if (!closed.has(node.id)) node.children.forEach(visit);
  };
  roots.forEach(visit);
  return shown;
}

/** Return the tree with only those keys whose path holds a text. */
export function findNodes(comparison: Comparison, text: string): Comparison {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return comparison;
  return { ...comparison, rows: comparison.rows.filter((row) => row.key.toLowerCase().includes(wanted)) };
}

/** Return every key in order. */
export function keyNodes(roots: readonly Node[]): Node[] {
  return shownNodes(roots, new Set()).filter((node) => node.kind === "key");
}

/** Return the difference after (or before) a node, going round at the end. */
export function nextDifference(roots: readonly Node[], from: string | null, step: 1 | -1): Node | null {
  const all = shownNodes(roots, new Set());
  const differing = (node: Node | undefined): node is Node =>
    node?.row !== undefined && node.row.status !== "same";
  const start = all.findIndex((node) => node.id === from);
  for (let away = 1; away <= all.length; away += 1) {
    const at = start < 0 ? (step > 0 ? away - 1 : all.length - away) : start + step * away;
    const node = all[((at % all.length) + all.length) % all.length];
    if (differing(node)) return node;
  }
  return null;
}

/** The place of a difference among all: `[3, 37]`, or 0 where the node is none. */
export function placeOf(roots: readonly Node[], id: string | null): [number, number] {
  const all = keyNodes(roots).filter((node) => node.row!.status !== "same");
  return [all.findIndex((node) => node.id === id) + 1, all.length];
}

/** The ids of all nodes that lead to a node. */
export function ancestorsOf(node: Node): string[] {
  return node.parent === null ? [] : [...ancestorsOf(node.parent), node.parent.id];
}

/** The ids of everything that can be closed. */
export function groupIds(roots: readonly Node[]): string[] {
  return shownNodes(roots, new Set())
    .filter((node) => node.children.length > 0)
    .map((node) => node.id);
}

const tallies = new WeakMap<Node, Map<number, Tally>>();

/** How many keys below a node are changed, added and removed in one model. */
export function tallyOf(node: Node, model: number): Tally {
  const known = tallies.get(node) ?? new Map<number, Tally>();
  tallies.set(node, known);
  const found = known.get(model);
  if (found) return found;
  const made: Tally = { changed: 0, added: 0, removed: 0 };
  const change = node.row?.cells[model]?.change ?? "same";
  if (change !== "same") made[change] += 1;
  for (const child of node.children) {
    const below = tallyOf(child, model);
    made.changed += below.changed;
    made.added += below.added;
    made.removed += below.removed;
  }
  known.set(model, made);
  return made;
}

interface Draft {
  name: string;
  row?: DiffRow;
  below: Map<string, Draft>;
}

function sectionNode(name: string, rows: readonly DiffRow[], position: number): Node {
  const draft: Draft = { name, below: new Map() };
  for (const row of rows) {
    let here = draft;
    for (const part of pathOf(row)) {
      const next = here.below.get(part) ?? { name: part, below: new Map<string, Draft>() };
      here.below.set(part, next);
      here = next;
    }
    here.row = row;
  }
  const node: Node = {
    id: name,
    depth: 0,
    label: name,
    prefix: "",
    kind: "section",
    children: [],
    parent: null,
    position,
  };
  node.children = childrenOf(node, draft, separatorOf(name));
  return node;
}

function childrenOf(parent: Node, draft: Draft, separator: string): Node[] {
  return [...draft.below.values()].map((child, position) => {
    const names = [child.name];
    let here = child;
    // A group that holds one thing alone is written in front of it.
    while (here.row === undefined && here.below.size === 1) {
      here = [...here.below.values()][0]!;
      names.push(here.name);
    }
    const node: Node = {
      id: `${parent.id}\u0000${names.join("\u0000")}`,
      depth: parent.depth + 1,
      label: names.at(-1)!,
      prefix: names.length > 1 ? names.slice(0, -1).join(separator) + separator : "",
      kind: here.row === undefined ? "group" : "key",
      ...(here.row !== undefined && { row: here.row }),
      children: [],
      parent,
      position,
    };
    node.children = childrenOf(node, here, separator);
    return node;
  });
}

function separatorOf(section: string): string {
  return section === "files" ? "/" : ".";
}

function pathOf(row: DiffRow): string[] {
  if (row.section === "files") return row.key.split("/");
  if (row.section === "args" || row.section === "metrics") return parseKey(row.key) ?? [row.key];
  return [row.key];
}
