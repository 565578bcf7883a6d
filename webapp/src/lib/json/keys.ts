/**
 * Dotted keys, as modelbase/keys.py has them: `args.optimizer.lr`, `args.custom_keys.".cls_token".decay_mult`.
 * Text work only. Keyboard shortcuts are in shortcuts.ts.
 */

// The characters a segment may hold without quotes: operators, brackets and quotes of the query language are out.
// oxlint-disable-next-line no-control-regex
const BARE = /[^\s."'\\=<>!,()[\]{}|&\u0000-\u001f\u007f]+/y;
const QUOTED = /"(?:[^"\\]|\\["\\])*"/y;

/** Return the segments of a dotted key, or null if the text is none. */
export function parseKey(text: string): string[] | null {
  const segments: string[] = [];
  let at = 0;
  for (;;) {
    const found = matchAt(QUOTED, text, at) ?? matchAt(BARE, text, at);
    if (found === null) return null;
    segments.push(found.startsWith('"') ? found.slice(1, -1).replace(/\\(["\\])/g, "$1") : found);
    at += found.length;
    if (at === text.length) return segments;
    if (text[at] !== ".") return null;
    at += 1;
  }
}

/** Return the dotted text of a key, quoting the segments that need it. */
export function formatKey(segments: readonly (string | number)[]): string {
  return segments.map((part) => formatSegment(String(part))).join(".");
}

/** A key as people read it: without the quotes of one whose only segment has dots in it. */
export function keyLabel(text: string): string {
  const segments = parseKey(text);
  return segments?.length === 1 ? segments[0]! : text;
}

/** Split a comma list of keys, leaving commas inside quotes alone. */
export function splitKeys(text: string): string[] {
  const parts = text.match(/(?:"(?:[^"\\]|\\.)*"|[^,"]|")+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

function formatSegment(text: string): string {
  const bare = matchAt(BARE, text, 0) === text && !text.startsWith("-");
  return bare ? text : `"${text.replace(/(["\\])/g, "\\$1")}"`;
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
