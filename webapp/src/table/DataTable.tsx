/**
 * The table: virtual on both axes, one tab stop, driven by keys like an ARIA grid. Fetches nothing, knows no noun;
 * rows, columns, order and selection come from the page.
 */
import { useId, useMemo, type KeyboardEvent, type MouseEvent } from "react";
import { isComposing } from "../lib/shortcuts.ts";
import type { SortTerm } from "./codec.ts";
import { DataRow, type RowFrame } from "./DataRow.tsx";
import {
  cellId,
  HEADER_HEIGHT,
  layOut,
  type Cell,
  type GridColumn,
  type GridRow,
  type RowSource,
} from "./grid.ts";
import { HeaderRow } from "./HeaderRow.tsx";
import { useGrid } from "./useGrid.ts";
import { useNarrow } from "./useNarrow.ts";

export interface Selection {
  ids: ReadonlySet<string>;
  toggle: (id: string) => void;
}

export interface DataTableProps<Row extends GridRow> {
  labels: { grid: string; select: string };
  columns: readonly GridColumn<Row>[];
  source: RowSource<Row>;
  rowHeight: number;
  sort: { terms: readonly SortTerm[]; by: (key: string, additive: boolean) => void };
  selection: Selection;
  onOpen: (row: Row) => void;
}

/** A table of any length and width. */
export function DataTable<Row extends GridRow>(props: DataTableProps<Row>) {
  const { columns, source, rowHeight, sort, selection, labels } = props;
  const id = useId();
  const narrow = useNarrow();
  const layout = useMemo(() => layOut(columns, narrow), [columns, narrow]);
  const grid = useGrid(layout, source, rowHeight);
  const { first, last, start, active } = grid;
  const frame = useMemo<RowFrame<Row>>(
    () => ({ grid: id, layout, height: rowHeight, first, last, start }),
    [id, layout, rowHeight, first, last, start],
  );

  function select(cell: Cell): void {
    const row = source.get(cell.row);
    if (row) selection.toggle(row.id);
  }
  function open(cell: Cell, additive: boolean): void {
    const row = source.get(cell.row);
    if (row) props.onOpen(row);
    if (cell.row === -1) sortBy(cell.column, additive);
  }
  function sortBy(at: number, additive: boolean): void {
    const column = layout.all[at - 1];
    if (column?.sortable) sort.by(column.key, additive);
  }
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (isComposing(event.nativeEvent) || event.altKey) return;
    const ctrl = event.ctrlKey || event.metaKey;
    if (event.key === "Enter" && !ctrl) open(active, event.shiftKey);
    else if (event.key === " " && !ctrl) select(active);
    else if (!grid.moveBy(event.key, ctrl)) return;
    event.preventDefault();
  }
  function onClick(event: MouseEvent<HTMLDivElement>): void {
    const cell = cellAt(event.target);
    if (cell === null) return;
    grid.setActive(cell);
    if (cell.row === -1) sortBy(cell.column, event.shiftKey);
    else if (cell.column === 0) select(cell);
  }
  function onDoubleClick(event: MouseEvent<HTMLDivElement>): void {
    const cell = cellAt(event.target);
    if (cell && cell.row >= 0 && cell.column > 0) open(cell, false);
  }

  return (
    // The grid is one tab stop and handles its keys itself; its cells are named by aria-activedescendant.
    <div
      ref={grid.scroller}
      role="grid"
      tabIndex={0}
      aria-label={labels.grid}
      aria-busy={source.stale}
      aria-multiselectable
      aria-rowcount={source.count + 1}
      aria-colcount={layout.all.length + 1}
      aria-activedescendant={cellId(id, active)}
      className="data-table relative h-full w-full overflow-auto rounded-md border border-line bg-surface"
      onKeyDown={onKeyDown}
      onClick={onClick}
      onDoubleClick={onDoubleClick}
    >
      <div
        role="presentation"
        className={`relative min-w-full ${source.stale ? "opacity-55" : ""}`}
        style={{ width: layout.width, height: HEADER_HEIGHT + source.count * rowHeight }}
      >
        <HeaderRow
          frame={frame}
          active={active.row === -1 ? active.column : -1}
          sort={sort.terms}
          selectLabel={labels.select}
        />
        {grid.rows.map((index) => {
          const row = source.get(index);
          return (
            <DataRow
              key={index}
              frame={frame}
              index={index}
              row={row}
              active={active.row === index ? active.column : -1}
              selected={row !== undefined && selection.ids.has(row.id)}
            />
          );
        })}
      </div>
    </div>
  );
}

function cellAt(target: EventTarget): Cell | null {
  if (!(target instanceof Element)) return null;
  const column = target.closest<HTMLElement>("[data-column]")?.dataset["column"];
  const row = target.closest<HTMLElement>("[data-row]")?.dataset["row"];
  return column === undefined || row === undefined ? null : { row: Number(row), column: Number(column) };
}
