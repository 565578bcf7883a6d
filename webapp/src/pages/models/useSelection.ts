/** Which rows are selected, by ID, so that sorting and scrolling keep them. Nothing else needs to know. */
import { useCallback, useMemo, useState } from "react";
import type { Selection } from "../../table/DataTable.tsx";

/** Hold a selection. */
export function useSelection(): Selection & { clear: () => void } {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((id: string) => {
    setIds((old) => {
      const next = new Set(old);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const clear = useCallback(() => setIds(new Set()), []);
  return useMemo(() => ({ ids, toggle, clear }), [ids, toggle, clear]);
}
