/**
 * Uploads that were declared and not finished, remembered in this browser, so that they can go on after a reload. Which
 * parts are there only the server knows; here is just what has to be declared again.
 */
import type { MetricTree } from "../files/typed.ts";

export interface Unfinished {
  id: string;
  model: string;
  label: string | null;
  move: boolean;
  step: number | null;
  metrics: MetricTree;
  files: { path: string; size: number }[];
  size: number;
  at: string;
}

const STORAGE_KEY = "modelbase.uploads";
const KEPT = 5;
/** The server gives an upload up 7 days after it was last used. */
const LIFETIME_MS = 7 * 86_400_000;

/** Those that are still worth going on with, latest first. */
export function readUnfinished(now: number = Date.now()): Unfinished[] {
  const stored = parse(window.localStorage.getItem(STORAGE_KEY));
  return stored.filter((one) => now - Date.parse(one.at) < LIFETIME_MS);
}

/** Remember one; the eldest make room. A browser that has no room just forgets. */
export function remember(one: Unfinished): void {
  const others = readUnfinished().filter((other) => other.id !== one.id);
  write([one, ...others].slice(0, KEPT));
}

/** Forget one: it is finished or given up. */
export function forget(id: string): void {
  write(readUnfinished().filter((other) => other.id !== id));
}

/** Whether these files are those of an upload, by path and size; the hashes are compared by the server. */
export function isOf(one: Unfinished, files: readonly { path: string; size: number }[]): boolean {
  return files.length === one.files.length && unlike(one, files).length === 0;
}

/** The paths that are missing among these files, or of another size. */
export function unlike(one: Unfinished, files: readonly { path: string; size: number }[]): string[] {
  const sizes = new Map(files.map((file) => [file.path, file.size]));
  return one.files.filter((file) => sizes.get(file.path) !== file.size).map((file) => file.path);
}

function write(all: readonly Unfinished[]): void {
  try {
    window.localStorage.setItem(STORAGE_KEY, JSON.stringify(all));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

function parse(text: string | null): Unfinished[] {
  try {
    const value: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(value) ? value.filter(isUnfinished) : [];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [];
  }
}

function isUnfinished(value: unknown): value is Unfinished {
  if (typeof value !== "object" || value === null) return false;
  const one = value as Partial<Unfinished>;
  const texts = [one.id, one.model, one.at].every((text) => typeof text === "string");
  return texts && Array.isArray(one.files) && typeof one.size === "number";
}
