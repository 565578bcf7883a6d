/**
 * The one keyboard of what is laid out in rows and columns: the models table, the comparison, and trees, which add what
 * opens and closes in tree/keys.ts. Says where a key leads; what is done then is the table's business.
 */
import type { KeyboardEvent } from "react";
import type { KeyLine } from "../../lib/actions.ts";
import { isComposing } from "../../lib/shortcuts.ts";

/** The active cell; row -1 is the heading, column 0 the selection box or the path. */
export interface Cell {
  row: number;
  column: number;
}

export interface Bounds {
  rows: number;
  columns: number;
  /** How many rows a page key moves. */
  page: number;
}

export type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey">;

/** Tell whether a key is for the table itself: not for what is inside it, and not of an unfinished Hangul syllable. */
export function isOwnKey(event: KeyboardEvent): boolean {
  return event.target === event.currentTarget && !isComposing(event.nativeEvent);
}

/** The cell that a key leads to, or null if the key moves nothing. */
export function move(cell: Cell, press: Press, bounds: Bounds): Cell | null {
  const ctrl = press.ctrlKey || press.metaKey;
  const last = bounds.rows - 1;
  const edge = bounds.columns - 1;
  const to = (row: number, column: number): Cell => ({
    row: Math.max(-1, Math.min(last, row)),
    column: Math.max(0, Math.min(edge, column)),
  });
  switch (press.key) {
    case "ArrowUp":
      return to(cell.row - 1, cell.column);
    case "ArrowDown":
      return to(cell.row + 1, cell.column);
    case "ArrowLeft":
      return to(cell.row, cell.column - 1);
    case "ArrowRight":
      return to(cell.row, cell.column + 1);
    case "Home":
      return to(ctrl ? 0 : cell.row, 0);
    case "End":
      return to(ctrl ? last : cell.row, edge);
    case "PageUp":
      return to(Math.max(Math.min(0, cell.row), cell.row - bounds.page), cell.column);
    case "PageDown":
      return to(cell.row + bounds.page, cell.column);
    default:
      return null;
  }
}

/** The cell that an element is in, or null. */
export function cellAt(target: EventTarget | null): Cell | null {
  if (!(target instanceof Element)) return null;
  const column = target.closest<HTMLElement>("[data-column]")?.dataset["column"];
  const row = target.closest<HTMLElement>("[data-row]")?.dataset["row"];
  return column === undefined || row === undefined ? null : { row: Number(row), column: Number(column) };
}

/** Keys as the `?` sheet lists them. */
export function keyLines(group: string, lines: readonly (readonly [string, string])[]): KeyLine[] {
  return lines.map(([label, keys]) => ({ label, group, keys: keys.split(" ") }));
}
