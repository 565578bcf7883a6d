/** The lines of the panel: keys under the path above them, fields first. Pure; what is drawn is in KeyTree.tsx. */
import type { KeyRow, KeyType } from "../keys.ts";
import { KEY_FIELDS } from "../../../lib/query/query.ts";
import { groupOf, leafOf } from "./columnSet.ts";

/** A key that can be a column; a field has no row of the catalogue. */
export interface PanelKey {
  key: string;
  group: string;
  /** What it is called inside its group. */
  label: string;
  row: KeyRow | null;
}

export type Line =
  | { kind: "group"; group: string; keys: readonly PanelKey[]; open: boolean }
  | { kind: "key"; one: PanelKey; place: number; of: number };

export interface Wanted {
  search: string;
  /** None: all types. */
  types: ReadonlySet<KeyType>;
}

/** All keys of the catalogue, after the fields. */
export function panelKeys(
  rows: readonly KeyRow[],
  fields: readonly string[],
  names: Record<string, string>,
): PanelKey[] {
  const builtIn = fields.map((key): PanelKey => ({ key, group: "", label: names[key] ?? key, row: null }));
  return [
    ...builtIn,
    ...rows.map((row): PanelKey => ({ key: row.key, group: groupOf(row.key), label: leafOf(row.key), row })),
  ];
}

/** The keys in which a text stands, of the wanted types. */
export function matching(keys: readonly PanelKey[], { search, types }: Wanted): PanelKey[] {
  const part = search.trim().toLowerCase();
  return keys.filter(({ key, label, row }) => {
    const there = key.toLowerCase().includes(part) || label.toLowerCase().includes(part);
    return (
      there &&
      (types.size === 0 ||
        [...types].some((type) => (row ? row.types[type] !== undefined : fieldType(key) === type)))
    );
  });
}

/** The lines for these keys; a closed group shows its heading alone. */
export function linesOf(keys: readonly PanelKey[], closed: ReadonlySet<string>): Line[] {
  const groups = Map.groupBy(keys, (one) => one.group);
  return [...groups].flatMap(([group, inside]): Line[] => {
    const open = !closed.has(group);
    const heading: Line = { kind: "group", group, keys: inside, open };
    if (!open) return [heading];
    return [
      heading,
      ...inside.map((one, at): Line => ({ kind: "key", one, place: at + 1, of: inside.length })),
    ];
  });
}

function fieldType(key: string): KeyType | null {
  const type = KEY_FIELDS[key as keyof typeof KEY_FIELDS];
  return type === "date" ? null : type;
}
