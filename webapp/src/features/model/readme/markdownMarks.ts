/** What the buttons of a Markdown editor make of the selected text. Pure. */

export type Mark = "heading" | "bold" | "italic" | "code" | "link" | "list";

export interface Marked {
  /** The range of the text that is replaced, and by what. */
  range: [number, number];
  text: string;
  /** What is selected then, counted from the beginning of the new text. */
  select: [number, number];
}

const AROUND: Record<"bold" | "italic", string> = { bold: "**", italic: "_" };

/** Mark the selected text, or what stands for it where nothing is selected. */
export function marked(mark: Mark, text: string, start: number, end: number, word: string): Marked {
  if (mark === "heading" || mark === "list")
    return linesMarked(mark === "heading" ? "## " : "- ", text, start, end);
  const chosen = text.slice(start, end) || word;
  const range: [number, number] = [start, end];
  if (mark === "link") {
    const made = `[${chosen}](https://)`;
    return { range, text: made, select: [made.length - 1, made.length - 1] };
  }
  if (mark === "code" && chosen.includes("\n")) {
    const made = `\`\`\`\n${chosen}\n\`\`\``;
    return { range, text: made, select: [4, 4 + chosen.length] };
  }
  const sign = mark === "code" ? "`" : AROUND[mark];
  return { range, text: sign + chosen + sign, select: [sign.length, sign.length + chosen.length] };
}

function linesMarked(sign: string, text: string, start: number, end: number): Marked {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const found = text.indexOf("\n", end);
  const to = found < 0 ? text.length : found;
  const lines = text.slice(from, to).split("\n");
  const all = lines.every((line) => line.startsWith(sign));
  const made = lines.map((line) => (all ? line.slice(sign.length) : sign + line)).join("\n");
  return { range: [from, to], text: made, select: [all ? 0 : sign.length, made.length] };
}
