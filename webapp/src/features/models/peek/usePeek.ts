/**
 * Which model is peeked at. It stands in the address, follows the active row without adding steps of Back, and `p`
 * opens and closes it.
 */
import { useCallback, useEffect, useMemo, useRef } from "react";
import { useActions } from "../../../components/useActions.ts";
import { useMessages } from "../../../i18n/messages.ts";
import type { GridRow, RowSource } from "../../../components/grid/grid.ts";
import type { TableQuery } from "../useTableQuery.ts";

export interface Peek<Row extends GridRow> {
  /** The rows, telling the peek which one is active. */
  source: RowSource<Row>;
  close: () => void;
}

/** Follow the active row of a table; `idOf` is the model that a row stands for. */
export function usePeek<Row extends GridRow>(
  query: TableQuery,
  source: RowSource<Row>,
  idOf: (row: Row) => string,
): Peek<Row> {
  const t = useMessages();
  const { peek, change } = query;
  const active = useRef(0);
  const { get } = source;
  // Read when a key is pressed or the active row moves, never while drawing.
  const now = useRef({ peek, get });
  useEffect(() => {
    now.current = { peek, get };
  }, [peek, get]);
  const close = useCallback(() => change({ peek: "" }, { replace: true }), [change]);
  const at = useCallback(
    (index: number) => {
      const before = active.current;
      active.current = Math.max(0, index);
      const row = now.current.get(active.current);
      if (before === active.current || now.current.peek === "" || row === undefined) return;
      change({ peek: idOf(row) }, { replace: true });
    },
    [change, idOf],
  );
  const offered = useMemo(
    () => [
      {
        id: "peek",
        label: t.tools.peek.toggle,
        group: t.app.groups.table,
        shortcut: "p",
        run: () => {
          const row = now.current.get(active.current);
          if (now.current.peek !== "") close();
          else if (row !== undefined) change({ peek: idOf(row) });
        },
      },
    ],
    [t, change, close, idOf],
  );
  useActions(offered);
  return { source: { ...source, at }, close };
}
