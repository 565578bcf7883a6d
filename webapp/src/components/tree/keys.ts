/** The keyboard of a tree: the keys of grid/keys.ts in one column, and those that open and close a row. */
import { type Bounds, move, type Press } from "../grid/keys.ts";

/** The active row of a tree. */
export interface Branch {
  /** It has children. */
  branch: boolean;
  open: boolean;
  /** A search shows it, open: it cannot be closed. */
  searching: boolean;
  /** The row that it hangs on; -1 for none. */
  parent: number;
}

/**
 * What a key does in a tree: open or close the active row, or lead to another; null if nothing. A tree has no columns,
 * so Home and End lead to its first and last row.
 */
export function moveInTree(
  at: number,
  press: Press,
  { branch, open, searching, parent }: Branch,
  bounds: Omit<Bounds, "columns">,
): "toggle" | number | null {
  if (press.ctrlKey || press.metaKey) return null;
  switch (press.key) {
    case "Enter":
      return branch && !searching ? "toggle" : null;
    case "ArrowRight":
      if (!branch) return at;
      return open ? Math.min(bounds.rows - 1, at + 1) : "toggle";
    case "ArrowLeft":
      return branch && open && !searching ? "toggle" : Math.max(0, parent);
    default: {
      const edge = press.key === "Home" || press.key === "End";
      const to = move({ row: at, column: 0 }, { ...press, ctrlKey: edge }, { ...bounds, columns: 1 });
      return to && Math.max(0, to.row);
    }
  }
}
