/**
 * The graph around a model, made fit to look at: many siblings become one node, and every list is in reading order.
 * Pure; places nothing and shows nothing.
 */

export interface LineageNodeLike {
  id: string;
}

export interface LineageEdgeLike {
  from: string;
  to: string;
}

/** Siblings that stand for many: `count` children of `parent` that are not drawn one by one. */
export interface Rest {
  id: string;
  parent: string;
  count: number;
}

export interface Shown<N, E> {
  nodes: N[];
  edges: E[];
  rests: Rest[];
}

const MOST_SIBLINGS = 20;

/** Leave out of every family of more than 20 leaf children the later ones, but never the asked model. */
export function collapsed<N extends LineageNodeLike, E extends LineageEdgeLike>(
  id: string,
  nodes: readonly N[],
  edges: readonly E[],
): Shown<N, E> {
  const parents = Map.groupBy(edges, (edge) => edge.to);
  const bearing = new Set(edges.map((edge) => edge.from));
  const hidden = new Set<string>();
  const rests: Rest[] = [];
  for (const [parent, below] of Map.groupBy(edges, (edge) => edge.from)) {
    const leaves = below
      .map((edge) => edge.to)
      .filter((child) => child !== id && !bearing.has(child) && parents.get(child)?.length === 1);
    const left = leaves.slice(Math.max(0, MOST_SIBLINGS - (below.length - leaves.length)));
    if (below.length <= MOST_SIBLINGS || left.length < 2) continue;
    for (const child of left) hidden.add(child);
    rests.push({ id: `rest of ${parent}`, parent, count: left.length });
  }
  return {
    nodes: nodes.filter((node) => !hidden.has(node.id)),
    edges: edges.filter((edge) => !hidden.has(edge.to)),
    rests,
  };
}

/** Return the edges that lead up from a model and those that lead down, nearest first. */
export function bothWays<E extends LineageEdgeLike>(id: string, edges: readonly E[]): { up: E[]; down: E[] } {
  const byChild = Map.groupBy(edges, (edge) => edge.to);
  const byParent = Map.groupBy(edges, (edge) => edge.from);
  return {
    up: walk(
      id,
      (at) => byChild.get(at) ?? [],
      (edge) => edge.from,
    ),
    down: walk(
      id,
      (at) => byParent.get(at) ?? [],
      (edge) => edge.to,
    ),
  };
}

function walk<E>(id: string, next: (at: string) => E[], end: (edge: E) => string): E[] {
  const seen = new Set([id]);
  const found: E[] = [];
  let front = [id];
  while (front.length > 0) {
    const ahead: string[] = [];
    for (const at of front) {
      for (const edge of next(at)) {
        found.push(edge);
        const there = end(edge);
        if (!seen.has(there)) {
          seen.add(there);
          ahead.push(there);
        }
      }
    }
    front = ahead;
  }
  return found;
}
