/**
 * The column that a condition is to be begun for: asked for in the table, answered by the filter bar. When that is
 * done, the focus goes back to the table it came from.
 */
import { useEffect, useMemo, useState } from "react";
import { readQuery } from "../../../lib/query/query.ts";

/** Ask for a condition of a column; the heading is where the wish came from. */
export type AskForColumn = (key: string, heading: HTMLElement) => void;

export interface ColumnWish {
  /** Null while nothing is asked for. */
  key: string | null;
  /** Not there while the filter cannot be read, since nothing can be added to it then. */
  begin: AskForColumn | undefined;
  end: () => void;
}

/** Hold the wish beside a filter. */
export function useColumnWish(where: string): ColumnWish {
  const [wished, setWished] = useState<{ key: string; table: HTMLElement | null } | null>(null);
  const readable = useMemo(() => "groups" in readQuery(where), [where]);
  useEffect(() => {
    if (wished === null) return undefined;
    // The menu that asked is gone: the kit would not know where the focus was.
    return () => wished.table?.focus({ preventScroll: true });
  }, [wished]);
  return useMemo(() => {
    const begin: AskForColumn = (key, heading) => setWished({ key, table: heading.closest("[role=grid]") });
    return {
      key: readable ? (wished?.key ?? null) : null,
      begin: readable ? begin : undefined,
      end: () => setWished(null),
    };
  }, [wished, readable]);
}
