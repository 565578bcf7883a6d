/**
 * What of a file can be shown in the page, by its name, size and first bytes. Nothing here is ever rendered as a page: HTML,
 * SVG and notebooks are text. Pure.
 */

/** Of a text so much is read, of a picture all or nothing. */
export const TEXT_BYTES = 2 ** 20;
export const PICTURE_BYTES = 8 * 2 ** 20;
/** A picture of more pixels would take the browser's memory, however few bytes it has. */
export const PIXELS = 40_000_000;

export type Why = "binary" | "weights" | "large" | "empty" | "deleted";

/** What is to be read: the first bytes as text, the whole as a picture, or nothing, and why. */
export type Plan = { show: "text" | "picture"; bytes: number } | { show: "nothing"; why: Why };

const WEIGHTS = new Set(["safetensors", "torch", "torch_legacy", "pickle", "numpy", "gguf"]);
const PICTURE = /\.(png|jpe?g|gif|webp)$/i;
/** What a browser would run if it were opened as what it says it is. */
const ACTIVE = /\.(x?html?|svgz?|ipynb|xml|mhtml|pdf|js|mjs)$/i;

/** Decide before anything is read; `format` is what the worker found in the file, if it looked. */
export function planOf(path: string, size: number, format: string | null): Plan {
  if (size === 0) return { show: "nothing", why: "empty" };
  if (format !== null && WEIGHTS.has(format)) return { show: "nothing", why: "weights" };
  if (!PICTURE.test(path)) return { show: "text", bytes: Math.min(size, TEXT_BYTES) };
  return size > PICTURE_BYTES ? { show: "nothing", why: "large" } : { show: "picture", bytes: size };
}

/** Whether it is worth saying that a text is only a text. */
export function isActive(path: string): boolean {
  return ACTIVE.test(path);
}

export interface Text {
  text: string;
  lines: number;
}

/**
 * The bytes as UTF-8, or null if they are none. A letter that the end cuts through is left out. Letters that would turn others
 * around or move the cursor are shown by their number.
 */
export function textOf(bytes: Uint8Array, cut: boolean): Text | null {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: cut });
  } catch {
    return null;
  }
  if (text.includes("\u0000")) return null;
  const plain = text.replace(/\r\n?/g, "\n").replace(HIDDEN, named);
  return { text: plain, lines: plain.split("\n").length - (plain.endsWith("\n") ? 1 : 0) };
}

// oxlint-disable-next-line no-control-regex
const HIDDEN = /[\u0001-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

function named(letter: string): string {
  return `⟦U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}⟧`;
}
