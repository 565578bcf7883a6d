/**
 * The rows of a tree of any size: virtual, an ARIA treegrid with one tab stop. Arrows move, open and close; what can be
 * pressed in the active row comes next by Tab. Knows no noun: what stands in a row, the page says.
 */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useId, useRef, useState, type ComponentType, type KeyboardEvent } from "react";
import { isComposing } from "../../lib/shortcuts.ts";
import { parentOf, type TreeGridRow } from "../../lib/json/tree.ts";

const ROW_HEIGHT = 32;
const MAX_HEIGHT = 640;

export interface TreeGridProps<Row extends TreeGridRow> {
  /** The name of the tree, and those of its columns, which are not shown. */
  labels: { tree: string; columns: readonly string[] };
  rows: readonly Row[];
  /** Null while a search shows what it found, all open. */
  opened: ReadonlySet<string> | null;
  onOpen: (key: string, open: boolean) => void;
  /** The cells of a row, each with the role gridcell. */
  cells: ComponentType<{ row: Row; open: boolean; active: boolean }>;
}

/** A tree. */
export function TreeGrid<Row extends TreeGridRow>(props: TreeGridProps<Row>) {
  const { rows, opened, onOpen, labels, cells: Cells } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [wantedActive, setActive] = useState(0);
  const active = Math.min(wantedActive, rows.length - 1);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
    useFlushSync: false,
  });
  const isOpen = (row: Row): boolean => opened === null || opened.has(row.key);

  function go(index: number): void {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    setActive(next);
    virtual.scrollToIndex(next);
  }
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const row = rows[active];
    if (row === undefined || isComposing(event.nativeEvent) || event.target !== event.currentTarget) return;
    const branch = row.children > 0;
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(active + 1),
      ArrowUp: () => go(active - 1),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      PageDown: () => go(active + 15),
      PageUp: () => go(active - 15),
      ArrowRight: () => (branch && !isOpen(row) ? onOpen(row.key, true) : branch && go(active + 1)),
      ArrowLeft: () =>
        branch && isOpen(row) && opened ? onOpen(row.key, false) : go(Math.max(0, parentOf(rows, active))),
      Enter: () => branch && opened && onOpen(row.key, !isOpen(row)),
    };
    const act = moves[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }
  function press(row: Row, index: number): void {
    setActive(index);
    if (row.children > 0 && opened) onOpen(row.key, !isOpen(row));
  }
  return (
    <div
      ref={scroller}
      role="treegrid"
      tabIndex={0}
      aria-label={labels.tree}
      aria-rowcount={rows.length + 1}
      aria-colcount={labels.columns.length}
      aria-activedescendant={`${id}-${active}`}
      onKeyDown={onKeyDown}
      className="args-tree overflow-auto rounded-md border border-line bg-surface"
      style={{ maxHeight: MAX_HEIGHT }}
    >
      <div role="row" aria-rowindex={1} className="sr-only">
        {labels.columns.map((name) => (
          <span key={name} role="columnheader">
            {name}
          </span>
        ))}
      </div>
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index]!;
          const branch = row.children > 0;
          return (
            // The treegrid around it takes the keys; a press is the mouse's way.
            <div
              key={row.key}
              id={`${id}-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-level={row.depth + 1}
              aria-posinset={row.position + 1}
              aria-setsize={row.siblings}
              aria-expanded={branch ? isOpen(row) : undefined}
              data-active={item.index === active || undefined}
              onClick={() => press(row, item.index)}
              className={`group absolute inset-x-0 top-0 flex items-center gap-3 border-b border-line bg-surface px-2 hover:bg-sunken ${branch ? "cursor-pointer" : ""}`}
              style={{ height: ROW_HEIGHT, transform: `translateY(${item.start}px)` }}
            >
              <Cells row={row} open={isOpen(row)} active={item.index === active} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
