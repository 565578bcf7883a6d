/**
 * The comparison as a tree grid: path, base and headings stay in sight, one tab stop, driven by keys. Draws what
 * useDiffGrid says is in sight; what is compared is the page's business.
 */
import { type KeyboardEvent, type MouseEvent, useCallback, useMemo, useState } from "react";
import type { Comparison } from "../../../api/types.ts";
import { type Cell, cellAt, isOwnKey, keyLines, move } from "../../../components/grid/keys.ts";
import { useNarrow } from "../../../components/grid/useNarrow.ts";
import { useKeyLines } from "../../../components/useActions.ts";
import { type Messages, useMessages } from "../../../i18n/messages.ts";
import type { KeyLine } from "../../../lib/actions.ts";
import type { Layout } from "../search.ts";
import { shapeOf } from "../shape.ts";
import type { Node } from "../tree.ts";
import { DiffGridHead } from "./DiffGridHead.tsx";
import { DiffGridRow } from "./DiffGridRow.tsx";
import type { ModelActs } from "./ModelMenu.tsx";
import { type Cursor, useDiffGrid } from "./useDiffGrid.ts";

export const GRID_ID = "differences";

export interface DiffGridProps {
  comparison: Comparison;
  nodes: readonly Node[];
  tree: { closed: ReadonlySet<string>; toggle: (id: string) => void };
  layout: Layout;
  cursor: Cursor;
  acts: ModelActs;
  onOpen: (node: Node, model: number) => void;
}

/** Keys down, models across. */
export function DiffGrid({ comparison, nodes, tree, layout, cursor, acts, onOpen }: DiffGridProps) {
  const t = useMessages();
  const narrow = useNarrow();
  useKeyLines(useMemo(() => comparisonKeys(t), [t]));
  const models = comparison.ids.length;
  const { base } = comparison;
  const [width, measure] = useWidth();
  const shape = useMemo(
    () => shapeOf({ nodes, layout, models, base, width, narrow }),
    [nodes, layout, models, base, width, narrow],
  );
  const grid = useDiffGrid(nodes, shape, cursor);
  const { active, goTo, rows, first, last, scroller, onScroll } = grid;

  function act(place: Cell): void {
    const node = nodes[place.row];
    if (place.row < 0)
      document.getElementById(`${GRID_ID}--1-${place.column}`)?.querySelector("button")?.click();
    else if (node === undefined) return;
    else if (node.row === undefined || (place.column === 0 && node.children.length > 0)) tree.toggle(node.id);
    else onOpen(node, modelOf(place.column, node));
  }
  function modelOf(column: number, node: Node): number {
    const model = shape.order[column - 1];
    if (model !== undefined && model !== base) return model;
    const differing = node.row?.cells.findIndex((cell) => cell.change !== "same") ?? -1;
    return differing >= 0 ? differing : base === 0 ? 1 : 0;
  }
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (!isOwnKey(event) || event.altKey) return;
    const node = nodes[active.row];
    const closed = node !== undefined && tree.closed.has(node.id);
    const group = active.column === 0 && node !== undefined && node.children.length > 0;
    const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / 40));
    const next = move(active, event, { rows: nodes.length, columns: (shape.order.length || 1) + 1, page });
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) act(active);
    else if (group && event.key === (closed ? "ArrowRight" : "ArrowLeft")) tree.toggle(node.id);
    else if (next !== null) goTo(next);
    else return;
    event.preventDefault();
  }
  function onClick(event: MouseEvent<HTMLDivElement>): void {
    const place = cellAt(event.target);
    const button = event.target instanceof Element && event.target.closest("button, a");
    if (place === null || place.row < 0 || button) return;
    goTo(place);
    act(place);
  }
  return (
    <div
      ref={scroller}
      id={GRID_ID}
      role="treegrid"
      tabIndex={0}
      aria-label={t.diff.table}
      aria-rowcount={nodes.length + 1}
      aria-colcount={(shape.order.length || 1) + 1}
      aria-activedescendant={`${GRID_ID}-${active.row}-${active.column}`}
      className="diff-grid relative min-h-44 w-full overflow-auto rounded-md border border-line bg-surface"
      style={{ height: shape.height + 2 }}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <div
        ref={measure}
        role="presentation"
        className="relative"
        style={{ width: shape.width, height: shape.height }}
      >
        <DiffGridHead
          grid={GRID_ID}
          comparison={comparison}
          shape={shape}
          active={active.row === -1 ? active.column : -1}
          first={first}
          last={last}
          acts={acts}
        />
        {rows.map((at) => {
          const node = nodes[at];
          return (
            node && (
              <DiffGridRow
                key={node.id}
                grid={GRID_ID}
                comparison={comparison}
                shape={shape}
                node={node}
                at={at}
                open={!tree.closed.has(node.id)}
                active={active.row === at ? active.column : -1}
                first={first}
                last={last}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

/** The keys of the comparison as the `?` sheet lists them. */
function comparisonKeys(t: Messages): KeyLine[] {
  const names = t.diff.keyNames;
  return keyLines(t.diff.keysHere, [
    [names.move, "← → ↑ ↓"],
    [names.edge, "Home End"],
    [names.page, "PgUp PgDn"],
    [names.corner, "Mod+Home Mod+End"],
    [names.group, "← →"],
    [names.open, "Enter"],
    [names.menu, "Enter"],
  ]);
}

/** How wide the element is that the measured one lies in, followed as it changes. */
function useWidth(): [number, (inside: HTMLElement | null) => (() => void) | undefined] {
  const [width, setWidth] = useState(() => (typeof window === "undefined" ? 0 : window.innerWidth - 34));
  const measure = useCallback((inside: HTMLElement | null) => {
    const element = inside?.parentElement;
    if (!element) return undefined;
    const read = (): void => setWidth(element.clientWidth);
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [width, measure];
}
