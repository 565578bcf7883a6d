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

interface Picture {
  type: "image/png" | "image/jpeg" | "image/gif" | "image/webp";
  width: number;
  height: number;
}

/** The kind and the size in pixels of a picture, from its first bytes: png, jpeg, gif, webp; never by its name. Pure. */
export function pictureOf(bytes: Uint8Array): Picture | null {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return png(view) ?? gif(view) ?? webp(view) ?? jpeg(view);
  } catch {
    return null; // it ends within its head
  }
}

function says(view: DataView, at: number, text: string): boolean {
  return Array.from(text).every((letter, index) => view.getUint8(at + index) === letter.charCodeAt(0));
}

function png(view: DataView): Picture | null {
  if (!says(view, 0, "\u0089PNG\r\n\u001a\n") || !says(view, 12, "IHDR")) return null;
  return { type: "image/png", width: view.getUint32(16), height: view.getUint32(20) };
}

function gif(view: DataView): Picture | null {
  if (!says(view, 0, "GIF87a") && !says(view, 0, "GIF89a")) return null;
  return { type: "image/gif", width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

function webp(view: DataView): Picture | null {
  if (!says(view, 0, "RIFF") || !says(view, 8, "WEBP")) return null;
  const type = "image/webp";
  if (says(view, 12, "VP8X")) {
    const three = (at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 65_536;
    return { type, width: three(24) + 1, height: three(27) + 1 };
  }
  if (says(view, 12, "VP8L")) {
    const bits = view.getUint32(21, true);
    return { type, width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
  }
  if (!says(view, 12, "VP8 ")) return null;
  return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}

function jpeg(view: DataView): Picture | null {
  if (view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; ;) {
    const marker = view.getUint16(at);
    if (marker < 0xff01) return null;
    // The start of a frame, but for the three markers of that range which are something else.
    const frame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (frame) return { type: "image/jpeg", height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + view.getUint16(at + 2);
  }
}
