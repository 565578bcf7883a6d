/**
 * Which rows are selected: some by ID, or all that a filter matches but a few. The second keeps the filter, never a list,
 * so that 100,000 rows are as cheap as one. Pure; knows no noun.
 */
export type Chosen =
  | { kind: "ids"; ids: ReadonlySet<string> }
  | { kind: "query"; where: string; total: number; except: ReadonlySet<string> };

export const NONE: Chosen = { kind: "ids", ids: new Set() };

/** What the table needs of a selection. */
export interface Selection {
  state: "none" | "some" | "all";
  has: (id: string) => boolean;
  toggle: (id: string, index: number) => void;
  /** Select from the row that was toggled last to this one. */
  extend: (index: number) => void;
  toggleAll: () => void;
}

/** Tell whether a row is selected. */
export function has(chosen: Chosen, id: string): boolean {
  return chosen.kind === "ids" ? chosen.ids.has(id) : !chosen.except.has(id);
}

/** How many rows are selected. */
export function countOf(chosen: Chosen): number {
  return chosen.kind === "ids" ? chosen.ids.size : chosen.total - chosen.except.size;
}

/** Turn one row over. */
export function toggled(chosen: Chosen, id: string): Chosen {
  if (chosen.kind === "ids") return { kind: "ids", ids: turned(chosen.ids, id) };
  return { ...chosen, except: turned(chosen.except, id) };
}

/** Select rows beside those that are. */
export function including(chosen: Chosen, ids: readonly string[]): Chosen {
  if (chosen.kind === "ids") return { kind: "ids", ids: new Set([...chosen.ids, ...ids]) };
  return { ...chosen, except: new Set([...chosen.except].filter((id) => !ids.includes(id))) };
}

/** Select all that a filter matches. */
export function allOf(where: string, total: number): Chosen {
  return { kind: "query", where, total, except: new Set() };
}

function turned(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}
