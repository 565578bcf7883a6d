/**
 * Tensors as a tree by the dots of their names, with sums on each branch. Pure; shows nothing.
 */
import type { TreeGridRow } from "../../../lib/json/tree.ts";

/** What a tensor is; `size` in bytes. */
export interface TensorLike {
  name: string;
  dtype: string;
  shape: readonly number[];
  parameters: number;
  size: number | null;
  file: string;
}

export interface TensorTreeRow<T extends TensorLike> extends TreeGridRow {
  name: string;
  /** Sums over the branch; those of the tensor itself on a leaf. */
  parameters: number;
  size: number;
  tensors: number;
  /** Null on a branch. */
  tensor: T | null;
}

interface Node<T> {
  name: string;
  key: string;
  children: Map<string, Node<T>>;
  tensor: T | null;
}

/** Which part of several a file is, by the name that sharded models have: `2/3` of `model.safetensors`. */
export function shardOf(file: string): { whole: string; part: string } | null {
  const found = /^(.*)-(\d{5})-of-(\d{5})(\.[^./]+)$/.exec(file);
  return found && { whole: `${found[1]}${found[4]}`, part: `${Number(found[2])}/${Number(found[3])}` };
}

/**
 * Return every row of the tree of these tensors, branches before what hangs on them; several files are the first level, the
 * shards of one model count as one.
 */
export function tensorRows<T extends TensorLike>(tensors: readonly T[]): TensorTreeRow<T>[] {
  const wholes = new Map(tensors.map(({ file }) => [file, shardOf(file)?.whole ?? file]));
  const files = new Set(wholes.values());
  const root: Node<T> = { name: "", key: "", children: new Map(), tensor: null };
  for (const one of tensors) {
    const parts = one.name.split(".");
    place(root, files.size > 1 ? [wholes.get(one.file)!, ...parts] : parts, one);
  }
  const rows: TensorTreeRow<T>[] = [];
  visit(folded(root, files.size > 1 ? 2 : 1), 0, rows);
  return rows;
}

function place<T>(root: Node<T>, parts: readonly string[], tensor: T): void {
  let node = root;
  for (const [at, part] of parts.entries()) {
    // A leaf may carry the name of a branch: they stay two rows.
    const name = at === parts.length - 1 ? `=${part}` : part;
    const next = node.children.get(name) ?? {
      name: part,
      key: `${node.key}\u0000${name}`,
      children: new Map<string, Node<T>>(),
      tensor: null,
    };
    node.children.set(name, next);
    node = next;
  }
  node.tensor = tensor;
}

/** Join a branch that has but one branch to it, `layer1.0` instead of two rows; the first `kept` levels stay. */
function folded<T>(node: Node<T>, kept: number): Node<T> {
  const children = [...node.children].map(([name, child]): [string, Node<T>] => [
    name,
    folded(child, kept - 1),
  ]);
  const [only] = children;
  if (kept <= 0 && children.length === 1 && only !== undefined && only[1].tensor === null) {
    return { ...only[1], name: `${node.name}.${only[1].name}` };
  }
  return { ...node, children: new Map(children) };
}

function visit<T extends TensorLike>(node: Node<T>, depth: number, rows: TensorTreeRow<T>[]): void {
  const children = [...node.children.values()];
  children.forEach((child, position) => {
    const row: TensorTreeRow<T> = {
      key: child.key,
      name: child.name,
      depth,
      children: child.children.size,
      position,
      siblings: children.length,
      parameters: child.tensor?.parameters ?? 0,
      size: child.tensor?.size ?? 0,
      tensors: child.tensor === null ? 0 : 1,
      tensor: child.tensor,
    };
    rows.push(row);
    const from = rows.length;
    visit(child, depth + 1, rows);
    for (const below of rows.slice(from)) {
      if (below.depth !== depth + 1) continue;
      row.parameters += below.parameters;
      row.size += below.size;
      row.tensors += below.tensors;
    }
  });
}

/** `64 × 3 × 7 × 7`; a scalar has no lengths. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? "()" : shape.join(" × ");
}
