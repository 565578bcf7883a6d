/**
 * Two texts line by line, and word by word within lines that were changed into one another. Pure; it may take long,
 * so textdiff.worker.ts runs it.
 */
import { diffLines, diffWordsWithSpace } from "diff";

export interface Part {
  text: string;
  /** This part is not in the other text. */
  changed: boolean;
}

export interface Line {
  kind: "same" | "removed" | "added";
  parts: Part[];
  /** Line numbers, from 1; 0 where the text has no such line. */
  before: number;
  after: number;
}

/** Longer lines are not compared word by word. */
const MAX_WORDS = 4000;

/** Compare two texts; null if it takes longer than `timeout` milliseconds. */
export function diffTexts(before: string, after: string, timeout: number): Line[] | null {
  const changes = diffLines(before, after, { timeout });
  if (changes === undefined) return null;
  const lines: Line[] = [];
  let old = 0;
  let fresh = 0;
  for (let at = 0; at < changes.length; at += 1) {
    const change = changes[at]!;
    const next = changes[at + 1];
    if (change.removed && next?.added) {
      const pairs = paired(linesOf(change.value), linesOf(next.value), timeout);
      for (const parts of pairs.removed) lines.push({ kind: "removed", parts, before: (old += 1), after: 0 });
      for (const parts of pairs.added) lines.push({ kind: "added", parts, before: 0, after: (fresh += 1) });
      at += 1;
      continue;
    }
    for (const text of linesOf(change.value)) {
      const kind = change.added ? "added" : change.removed ? "removed" : "same";
      const parts = [{ text, changed: false }];
      const numbers = {
        before: kind === "added" ? 0 : (old += 1),
        after: kind === "removed" ? 0 : (fresh += 1),
      };
      lines.push({ kind, parts, ...numbers });
    }
  }
  return lines;
}

/** Lines that stand in one another's place, each cut into what is shared and what is not. */
function paired(removed: string[], added: string[], timeout: number): { removed: Part[][]; added: Part[][] } {
  if (removed.length !== added.length) return { removed: removed.map(whole), added: added.map(whole) };
  const made: { removed: Part[][]; added: Part[][] } = { removed: [], added: [] };
  removed.forEach((before, at) => {
    const after = added[at]!;
    const short = before.length + after.length <= MAX_WORDS;
    const words = short ? diffWordsWithSpace(before, after, { timeout }) : undefined;
    const side = (leaveOut: "added" | "removed"): Part[] =>
      (words ?? [])
        .filter((word) => !word[leaveOut])
        .map((word) => ({ text: word.value, changed: word.added || word.removed }));
    made.removed.push(words ? side("added") : whole(before));
    made.added.push(words ? side("removed") : whole(after));
  });
  return made;
}

function whole(text: string): Part[] {
  return [{ text, changed: false }];
}

function linesOf(text: string): string[] {
  return (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
}
