/** The text of one member of a JSON object, to the letter. Pure. */

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

const STEP: Record<string, number> = { "{": 1, "[": 1, "}": -1, "]": -1 };

/** Return the text of a member of the outermost object, or null if it has none of this name. The text is valid JSON. */
export function rawMember(text: string, name: string): string | null {
  let depth = 0;
  let key = "";
  let start = -1;
  for (const found of text.matchAll(TOKEN)) {
    const [token] = found;
    const outer = depth === 1;
    depth += STEP[token] ?? 0;
    if (!outer) continue;
    if (start >= 0 && (token === "," || token === "}")) return text.slice(start, found.index).trim();
    if (token === ":" && key === name && start < 0) start = found.index + 1;
    key = token.startsWith('"') ? (JSON.parse(token) as string) : "";
  }
  return null;
}
