/** The rows of a folded table: families, and below an opened one its models. Pure. */
import type { Family } from "../../../api/families.ts";
import type { ModelsPage, ModelRow } from "../../../api/types.ts";
import type { Json } from "../../../lib/json/json.ts";
import { readSort, writeSort, type TableState } from "../../../components/grid/codec.ts";

/** The sort key of how many models a family has, as GET /families names it. */
export const SIZE = "count";

export type FoldRow =
  | { kind: "family"; id: string; family: Family; open: boolean }
  | { kind: "model"; id: string; row: ModelRow }
  /** The models of an opened family are on their way, or there are more than are listed. */
  | { kind: "rest"; id: string; family: Family; more: number | null };

/** What a family is told apart by. */
export function keyOf(family: Family): string {
  return `${family.name} ${family.family}`;
}

/** The filter of a family's models within another filter. */
export function whereFamily(where: string, family: Family): string {
  const own = `name = ${quote(family.name)} and family = ${quote(family.family)}`;
  return where.trim() === "" ? own : `(${where}) and ${own}`;
}

/** All rows in order; `members` has what is known of the opened families. */
export function foldRows(
  families: readonly Family[],
  members: ReadonlyMap<string, ModelsPage | undefined>,
): FoldRow[] {
  return families.flatMap((family): FoldRow[] => {
    const key = keyOf(family);
    const open = members.has(key);
    const head: FoldRow = { kind: "family", id: key, family, open };
    if (!open) return [head];
    const page = members.get(key);
    const models = (page?.rows ?? []).map((row): FoldRow => ({ kind: "model", id: row.id, row }));
    const more = page ? (page.total ?? models.length) - models.length : null;
    if (more === 0) return [head, ...models];
    return [head, ...models, { kind: "rest", id: `${key} rest`, family, more }];
  });
}

/** The place of each row's family among the families, from 0. */
export function familyPlaces(rows: readonly FoldRow[]): number[] {
  let place = -1;
  return rows.map((row) => (row.kind === "family" ? (place += 1) : place));
}

/** What a folded table is once its models stand alone again. */
export function unfolded({ sort }: Pick<TableState, "sort">): Pick<TableState, "fold" | "sort"> {
  return { fold: null, sort: sort.filter((term) => term.key !== SIZE) };
}

/** A family as a row of the table has it: what is shared. */
export function sharedRow(family: Family): ModelRow {
  const values: { [column: string]: Json } = family.values;
  return { ...values, id: family.id };
}

/** How many models a family has orders families only. */
export function withoutSize(sort: string): string {
  return writeSort(readSort(sort).filter((term) => term.key !== SIZE));
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
