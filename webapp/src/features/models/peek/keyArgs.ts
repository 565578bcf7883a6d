/** Which args a peek shows: those that are columns of the table, in their order, then the first of the others. Pure. */
import { isMapping, type Json } from "../../../lib/json/json.ts";
import { parseKey } from "../../../lib/json/keys.ts";
import { treeRows } from "../../../lib/json/tree.ts";

/** How many args stand in a peek where the table shows fewer. */
const SHOWN = 14;

export interface KeyArg {
  key: string;
  value: Json | undefined;
}

/** The shown args, and how many there are besides. */
export function keyArgs(args: Json, columns: readonly string[]): { rows: KeyArg[]; more: number } {
  const asked = columns.filter((key) => key.startsWith("args.")).map((key) => key.slice("args.".length));
  const leaves = treeRows(args).filter((row) => row.children === 0);
  const others = leaves.filter((row) => !asked.includes(row.key));
  const room = Math.max(0, SHOWN - asked.length);
  return {
    rows: [
      ...asked.map((key) => ({ key, value: valueAt(args, key) })),
      ...others.slice(0, room).map(({ key, value }) => ({ key, value })),
    ],
    more: Math.max(0, others.length - room),
  };
}

/** The value at a dotted key; undefined where nothing is. */
function valueAt(args: Json, key: string): Json | undefined {
  let here: Json | undefined = args;
  for (const part of parseKey(key) ?? []) {
    if (Array.isArray(here)) here = here[Number(part)];
    else here = isMapping(here) && Object.hasOwn(here, part) ? here[part] : undefined;
  }
  return here;
}
