/** Long stretches of equal lines are folded to one line that can be opened. Pure. */
import type { Line } from "./textdiff.ts";

/** `at` names the stretch: the place of its first line. */
export interface Fold {
  kind: "fold";
  at: number;
  count: number;
}

export type Folded = Line | Fold;

const AROUND = 3;
const LEAST = 4;

/** Fold what is equal, but for a few lines around each change. */
export function foldLines(lines: readonly Line[], opened: ReadonlySet<number>): Folded[] {
  const found: Folded[] = [];
  let at = 0;
  while (at < lines.length) {
    let end = at;
    while (end < lines.length && lines[end]!.kind === "same") end += 1;
    const from = at === 0 ? 0 : at + AROUND;
    const to = end === lines.length ? end : end - AROUND;
    if (to - from >= LEAST && !opened.has(from)) {
      found.push(
        ...lines.slice(at, from),
        { kind: "fold", at: from, count: to - from },
        ...lines.slice(to, end),
      );
    } else found.push(...lines.slice(at, end));
    if (end < lines.length) found.push(lines[end]!);
    at = end + 1;
  }
  return found;
}
