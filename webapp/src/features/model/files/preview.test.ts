import { expect, test } from "vitest";
import { isActive, pictureOf, planOf, TEXT_BYTES, textOf } from "./preview.ts";

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "string" ? Array.from(part, (letter) => letter.charCodeAt(0)) : part,
    ),
  );

test("texts are read up to one MiB, pictures whole up to eight, weights never", () => {
  expect(planOf("config.json", 10, "json")).toEqual({ show: "text", bytes: 10 });
  expect(planOf("log.txt", 5e9, null)).toEqual({ show: "text", bytes: TEXT_BYTES });
  expect(planOf("a/b.PNG", 1000, "unknown")).toEqual({ show: "picture", bytes: 1000 });
  expect(planOf("b.webp", 9e6, "unknown")).toEqual({ show: "nothing", why: "large" });
  expect(planOf("m.txt", 1000, "torch")).toEqual({ show: "nothing", why: "weights" });
  expect(planOf("empty.txt", 0, "empty")).toEqual({ show: "nothing", why: "empty" });
});

test("what a browser would run is a text like any other", () => {
  for (const name of ["a.html", "a.SVG", "a.ipynb", "a.xhtml", "a.pdf"]) {
    expect(isActive(name)).toBe(true);
    expect(planOf(name, 10, "text")).toEqual({ show: "text", bytes: 10 });
  }
  expect(isActive("a.md")).toBe(false);
});

test("bytes that are no UTF-8 are no text, and a letter that is cut through is left out", () => {
  expect(textOf(bytes("a\r\nb\n"), false)).toEqual({ text: "a\nb\n", lines: 2 });
  const half = new TextEncoder().encode("가나").slice(0, 5);
  expect(textOf(half, true)?.text).toBe("가");
  expect(textOf(half, false)).toBeNull();
  expect(textOf(bytes("a\u0000b"), false)).toBeNull();
  expect(textOf(bytes([0xff, 0xfe]), false)).toBeNull();
});

test("letters that turn others around are shown by their number", () => {
  const hidden = new TextEncoder().encode("if \u202eadmin\u2066 \u001b[31m");
  expect(textOf(hidden, false)?.text).toBe("if ⟦U+202E⟧admin⟦U+2066⟧ ⟦U+001B⟧[31m");
});

test("pictures are known by their first bytes, with their size", () => {
  const png = bytes([0x89], "PNG\r\n", [0x1a], "\n", [0, 0, 0, 13], "IHDR", [0, 0, 1, 0], [0, 0, 0, 200]);
  expect(pictureOf(png)).toEqual({ type: "image/png", width: 256, height: 200 });
  expect(pictureOf(bytes("GIF89a", [10, 0, 20, 0]))).toEqual({ type: "image/gif", width: 10, height: 20 });
  const jpeg = bytes([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc2, 0, 11, 8, 0, 30, 0, 40]);
  expect(pictureOf(jpeg)).toEqual({ type: "image/jpeg", width: 40, height: 30 });
  const webp = bytes("RIFF", [0, 0, 0, 0], "WEBPVP8X", [10, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 19, 0, 0]);
  expect(pictureOf(webp)).toEqual({ type: "image/webp", width: 10, height: 20 });
});

test("what only has the name of a picture is none", () => {
  for (const text of ["<svg onload=alert(1)>", "", "GIF", "\u00ff\u00d8\u00ff\u00e0", "<html>"]) {
    expect(pictureOf(bytes(text))).toBeNull();
  }
});
