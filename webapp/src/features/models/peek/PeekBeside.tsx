/** Room for the peek beside the table, or over it on a narrow screen. Escape closes it from anywhere within. */
import {
  type KeyboardEvent,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useRef,
} from "react";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import type { GridRow, RowSource } from "../../../components/grid/grid.ts";
import { useActions } from "../../../components/useActions.ts";
import { useMessages } from "../../../i18n/messages.ts";
import { isComposing } from "../../../lib/shortcuts.ts";
import type { TableQuery } from "../useTableQuery.ts";

const PeekPanel = lazy(async () => ({ default: (await import("./PeekPanel.tsx")).PeekPanel }));

export interface PeekBesideProps {
  /** The model, or empty for none. */
  id: string;
  columns: readonly string[];
  onClose: () => void;
  children: ReactNode;
}

/** The table and, while there is one, the peek. */
export function PeekBeside({ id, columns, onClose, children }: PeekBesideProps) {
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (event.key !== "Escape" || id === "" || event.defaultPrevented || isComposing(event.nativeEvent))
      return;
    event.preventDefault();
    onClose();
    // The focus must not stay on what is no longer there.
    event.currentTarget.querySelector<HTMLElement>("[role=grid]")?.focus();
  }
  return (
    // A key for what is inside, not a control of its own.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div onKeyDown={onKeyDown} className="relative flex min-h-64 grow gap-3">
      <div className="min-w-0 grow">{children}</div>
      {id !== "" && (
        <div className="absolute inset-0 z-30 flex md:static md:z-auto">
          <Suspense
            fallback={
              <div className="w-full p-4 md:w-[23rem] xl:w-[26rem]">
                <Skeleton lines={9} />
              </div>
            }
          >
            <PeekPanel id={id} columns={columns} onClose={onClose} />
          </Suspense>
        </div>
      )}
    </div>
  );
}

interface Peek<Row extends GridRow> {
  /** The rows, telling the peek which one is active. */
  source: RowSource<Row>;
  close: () => void;
}

/**
 * Which model is peeked at. It stands in the address, follows the active row without adding steps of Back, and `p`
 * opens and closes it.
 */
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
