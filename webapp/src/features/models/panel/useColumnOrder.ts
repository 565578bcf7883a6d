/** The order of everything that was shown in this tab, so that a hidden column comes back to where it was. */
import { useEffect } from "react";
import { remembered } from "./columnSet.ts";

const STORED = "modelbase.columns.order";

/** Follow what is shown; the answer reads the order. */
export function useColumnOrder(shown: readonly string[]): () => readonly string[] {
  useEffect(() => write(remembered(read(), shown)), [shown]);
  return read;
}

function read(): readonly string[] {
  try {
    const value: unknown = JSON.parse(window.sessionStorage.getItem(STORED) ?? "[]");
    return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
  } catch {
    return [];
  }
}

function write(order: readonly string[]): void {
  try {
    window.sessionStorage.setItem(STORED, JSON.stringify(order));
  } catch {
    // Without storage a column comes back at the end of its group.
  }
}
