/**
 * The rows of a tree of any size: virtual, an ARIA treegrid with one tab stop. Arrows move, open and close; what can be
 * pressed in the active row comes next by Tab. Knows no noun: what stands in a row, the page says.
 */
import { type ComponentType, type KeyboardEvent, useId, useMemo, useState } from "react";
import { parentOf, type TreeGridRow } from "../../lib/json/tree.ts";
import { isOwnKey } from "../grid/keys.ts";
import { moveInTree } from "./keys.ts";
import { NO_COLUMNS, useSight, withActive } from "../grid/useSight.ts";
import { evenly } from "../grid/window.ts";

const ROW_HEIGHT = 32;
const MAX_HEIGHT = 640;
/** Rows that a page key moves. */
const PAGE = 15;

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
  const [wantedActive, setActive] = useState(0);
  const active = Math.min(wantedActive, rows.length - 1);
  const axis = useMemo(() => evenly(rows.length, ROW_HEIGHT), [rows.length]);
  const sight = useSight({ rows: axis, head: 0, edges: NO_COLUMNS });
  const { scroller, onScroll, showRow } = sight;
  const isOpen = (row: Row): boolean => opened === null || opened.has(row.key);

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const row = rows[active];
    if (row === undefined || !isOwnKey(event) || event.altKey) return;
    const state = {
      branch: row.children > 0,
      open: isOpen(row),
      searching: opened === null,
      parent: parentOf(rows, active),
    };
    const next = moveInTree(active, event, state, { rows: rows.length, page: PAGE });
    if (next === null) return;
    event.preventDefault();
    if (next === "toggle") return onOpen(row.key, !state.open);
    setActive(next);
    showRow(next);
  }
  function press(row: Row, index: number): void {
    setActive(index);
    if (row.children > 0 && opened) onOpen(row.key, !isOpen(row));
  }
  return (
    <div
      ref={scroller}
      onScroll={onScroll}
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
      <div role="presentation" className="relative" style={{ height: sight.height }}>
        {withActive(sight.rows, active).map((at) => {
          const row = rows[at];
          if (row === undefined) return null;
          const branch = row.children > 0;
          return (
            // The treegrid around it takes the keys; a press is the mouse's way.
            <div
              key={row.key}
              id={`${id}-${at}`}
              role="row"
              aria-rowindex={at + 2}
              aria-level={row.depth + 1}
              aria-posinset={row.position + 1}
              aria-setsize={row.siblings}
              aria-expanded={branch ? isOpen(row) : undefined}
              data-active={at === active || undefined}
              onClick={() => press(row, at)}
              className={`group absolute inset-x-0 top-0 flex items-center gap-3 border-b border-line bg-surface px-2 hover:bg-sunken ${branch ? "cursor-pointer" : ""}`}
              style={{ height: ROW_HEIGHT, transform: `translateY(${axis.start(at)}px)` }}
            >
              <Cells row={row} open={isOpen(row)} active={at === active} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
