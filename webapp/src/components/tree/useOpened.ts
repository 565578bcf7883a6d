/** Which branches of a tree are open: a small tree wholly, a large one to its first level, then as it is pressed. */
import { useState } from "react";
import { openedTo, type TreeGridRow } from "../../lib/json/tree.ts";

/** The open branches, and what changes one or all of them; `most` rows are still a small tree. */
export function useOpened(rows: readonly TreeGridRow[], most: number) {
  const [opened, setOpened] = useState(() => openedTo(rows, rows.length <= most ? Infinity : 1));
  function setOpen(key: string, open: boolean): void {
    const next = new Set(opened);
    if (open) next.add(key);
    else next.delete(key);
    setOpened(next);
  }
  return { opened, setOpened, setOpen };
}
