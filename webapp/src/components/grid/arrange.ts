/**
 * The order of columns and which of them stay in place, and what a move, a pin or a hide makes of it. The pinned ones
 * are shown first, wherever they stand in the order: one that is let go returns to its place. Pure.
 */
export interface Arrangement {
  columns: readonly string[];
  pinned: readonly string[];
}

/** The columns as they are shown: pinned ones first. */
export function shown({ columns, pinned }: Arrangement): string[] {
  const fixed = columns.filter((key) => pinned.includes(key));
  return [...fixed, ...columns.filter((key) => !pinned.includes(key))];
}

/** Put columns before another, or at the end of the pinned or of all; where they land they are pinned or not. */
export function place(
  from: Arrangement,
  keys: readonly string[],
  before: string | null,
  pin: boolean,
): Arrangement {
  if (before !== null && keys.includes(before)) return from;
  const rest = shown(from).filter((key) => !keys.includes(key));
  const edge = rest.filter((key) => from.pinned.includes(key)).length;
  const at = before === null ? (pin ? edge : rest.length) : rest.indexOf(before);
  const columns = rest.toSpliced(at < 0 ? edge : at, 0, ...keys);
  const others = from.pinned.filter((key) => !keys.includes(key));
  return { columns, pinned: pin ? [...others, ...keys] : others };
}

/** Move neighbouring columns by one; null at the edge of the pinned or of the others. */
export function step(from: Arrangement, keys: readonly string[], by: -1 | 1): Arrangement | null {
  const order = shown(from);
  const pin = keys.every((key) => from.pinned.includes(key));
  const zone = order.filter((key) => from.pinned.includes(key) === pin);
  const places = keys.map((key) => zone.indexOf(key));
  if (places.length === 0 || places.includes(-1)) return null;
  const next = by < 0 ? Math.min(...places) - 1 : Math.max(...places) + 1;
  if (next < 0 || next >= zone.length) return null;
  const before = by < 0 ? zone[next]! : (zone[next + 1] ?? null);
  return place(from, keys, before, pin);
}

/** Keep columns in place at the left, or let them go; their order stays as it is. */
export function pin(from: Arrangement, keys: readonly string[], on: boolean): Arrangement {
  const others = from.pinned.filter((key) => !keys.includes(key));
  return { columns: from.columns, pinned: on ? [...others, ...keys] : others };
}

/** Take columns out; one that is shown again later is pinned as before. */
export function hide(from: Arrangement, keys: readonly string[]): Arrangement {
  return { columns: from.columns.filter((key) => !keys.includes(key)), pinned: from.pinned };
}
