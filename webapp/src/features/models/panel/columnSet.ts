/**
 * Which columns are shown after a change in the panel: a hidden one comes back to where it was, a new one stands after
 * the last of its group. Pure.
 */
import { formatKey, parseKey } from "../../../lib/json/keys.ts";
import { MOST_COLUMNS } from "../rowsSearch.ts";

/** The path above a key: its group. Empty for a field. */
export function groupOf(key: string): string {
  const segments = parseKey(key) ?? [key];
  return formatKey(segments.slice(0, -1));
}

/** The name of a key inside its group. */
export function leafOf(key: string): string {
  return formatKey((parseKey(key) ?? [key]).slice(-1));
}

/** The order of everything that was ever shown, with what is hidden now kept behind what it stood behind. */
export function remembered(order: readonly string[], shown: readonly string[]): string[] {
  const next = [...shown];
  order.forEach((key, at) => {
    if (next.includes(key)) return;
    next.splice(at === 0 ? 0 : next.indexOf(order[at - 1]!) + 1, 0, key);
  });
  return next;
}

/** Show keys, each where it was or after the last of its group; what would be too many stays hidden. */
export function withShown(
  shown: readonly string[],
  keys: readonly string[],
  order: readonly string[],
): string[] {
  let next = [...shown];
  for (const key of keys) {
    if (next.length >= MOST_COLUMNS) break;
    if (!next.includes(key)) next = placed(next, key, order);
  }
  return next;
}

/** Hide keys; the last column stays, for an address without columns means the usual ones. */
export function withHidden(shown: readonly string[], keys: readonly string[]): string[] {
  const left = shown.filter((key) => !keys.includes(key));
  return left.length > 0 ? left : shown.slice(0, 1);
}

/** Put a key before or after another. */
export function moved(
  shown: readonly string[],
  key: string,
  target: string,
  side: "before" | "after",
): string[] {
  const left = shown.filter((one) => one !== key);
  const at = left.indexOf(target);
  if (at < 0 || key === target) return [...shown];
  left.splice(side === "before" ? at : at + 1, 0, key);
  return left;
}

function placed(shown: readonly string[], key: string, order: readonly string[]): string[] {
  const next = [...shown];
  const known = order.indexOf(key);
  if (known >= 0) {
    const before = order.slice(0, known).findLast((one) => next.includes(one));
    next.splice(before === undefined ? 0 : next.indexOf(before) + 1, 0, key);
    return next;
  }
  const group = groupOf(key);
  const last = group === "" ? -1 : next.findLastIndex((one) => groupOf(one) === group);
  next.splice(last < 0 ? next.length : last + 1, 0, key);
  return next;
}
