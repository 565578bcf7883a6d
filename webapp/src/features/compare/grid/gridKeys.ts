/** Where a key leads in the comparison, and which cell an element lies in. Knows no React. */
import type { Messages } from "../../../i18n/messages.ts";
import type { KeyLine } from "../../../lib/actions.ts";
import type { Place } from "./useDiffGrid.ts";

export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
}

/** The cell that a key leads to, or null if the key moves nothing. */
export function moveOf(
  { row, column }: Place,
  press: Press,
  bounds: { rows: number; columns: number; page: number },
): Place | null {
  const ctrl = press.ctrlKey || press.metaKey;
  const last = bounds.rows - 1;
  switch (press.key) {
    case "ArrowUp":
      return { row: row - 1, column };
    case "ArrowDown":
      return { row: row + 1, column };
    case "ArrowLeft":
      return { row, column: column - 1 };
    case "ArrowRight":
      return { row, column: column + 1 };
    case "Home":
      return { row: ctrl ? 0 : row, column: 0 };
    case "End":
      return { row: ctrl ? last : row, column: bounds.columns };
    case "PageUp":
      return { row: Math.max(Math.min(0, row), row - bounds.page), column };
    case "PageDown":
      return { row: row + bounds.page, column };
    default:
      return null;
  }
}

/** The keys of the comparison as the `?` sheet lists them. */
export function keyLines(t: Messages): KeyLine[] {
  const names = t.diff.keyNames;
  const lines: [string, string][] = [
    [names.move, "← → ↑ ↓"],
    [names.edge, "Home End"],
    [names.page, "PgUp PgDn"],
    [names.corner, "Mod+Home Mod+End"],
    [names.group, "← →"],
    [names.open, "Enter"],
    [names.menu, "Enter"],
  ];
  return lines.map(([label, keys]) => ({ label, group: t.diff.keysHere, keys: keys.split(" ") }));
}

/** The cell that an element is in; what is to be pressed inside a cell is none. */
export function placeAt(target: EventTarget): Place | null {
  if (!(target instanceof Element) || target.closest("button, a")) return null;
  const column = target.closest<HTMLElement>("[data-column]")?.dataset["column"];
  const row = target.closest<HTMLElement>("[data-row]")?.dataset["row"];
  return column === undefined || row === undefined ? null : { row: Number(row), column: Number(column) };
}
