/**
 * Markdown to HTML of allowed tags, and nothing else: what makes it safe to show is sanitize.ts. Runs in a worker, because some short
 * texts keep the parser busy for a minute.
 */
import { Marked } from "marked";
import { keepAllowed } from "./tags.ts";

const MAX_LENGTH = 300_000;
const marked = new Marked({ gfm: true, async: false });

/** Parse a text; null if it is too long or too deeply nested. */
export function parseMarkdown(text: string): string | null {
  if (text.length > MAX_LENGTH) return null;
  try {
    return keepAllowed(marked.parse(text) as string);
  } catch (error) {
    // Nesting deeper than the parser's stack.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
