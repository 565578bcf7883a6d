/**
 * Which args a policy leaves out of the ID, by the rules of modelbase/policy.py: a pattern of one segment matches
 * that key at any depth, one of several segments the whole path, `*` within a segment. Shown only; never makes an ID.
 */
import { parseKey } from "./keys.ts";

export type Path = readonly (string | number)[];

/** Compile patterns to a test of one path: which of them fits it, or a key above it; null if none does. */
export function patternFor(patterns: readonly string[]): (path: Path) => string | null {
  const fitting = fitsAny(patterns);
  const each = patterns.map((text) => [text, fitsAny([text])] as const);
  return (path) => (fitting(path) ? (each.find(([, test]) => test(path))?.[0] ?? null) : null);
}

function fitsAny(patterns: readonly string[]): (path: Path) => boolean {
  const parsed = patterns.map((text) => parseKey(text.normalize("NFC")) ?? []);
  const names = parsed.filter((parts) => parts.length === 1).map((parts) => parts[0]!);
  const exact = new Set(names.filter((name) => !name.includes("*")));
  const globs = names.filter((name) => name.includes("*"));
  const paths = parsed.filter((parts) => parts.length > 1);

  function matchesName(part: string | number): boolean {
    if (typeof part === "number") return false;
    const name = part.normalize("NFC");
    return exact.has(name) || globs.some((glob) => fits(glob, name));
  }
  function matchesPath(path: Path): boolean {
    return paths.some((parts) => parts.every((part, at) => at < path.length && fits(part, String(path[at]))));
  }
  return (path) => path.some(matchesName) || matchesPath(path);
}

/** Say whether a segment matches a pattern in which `*` stands for any characters, in linear time. */
export function fits(glob: string, text: string): boolean {
  const parts = glob.split("*");
  const first = parts.shift()!;
  const last = parts.pop();
  if (last === undefined) return glob === text;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
