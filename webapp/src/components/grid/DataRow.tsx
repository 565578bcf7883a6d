/**
 * One row of the table, drawn again only if its model, its columns or its marks change. Until the model is there
 * it is a skeleton of the same shape. As few boxes as can be: one a cell, and one that keeps the pinned ones in place,
 * for every box costs on each step of scrolling. Knows no noun.
 */
import { Check } from "lucide-react";
import { memo } from "react";
import {
  cellId,
  HEADER_HEIGHT,
  SELECT_WIDTH,
  USUAL_WIDTH,
  type GridColumn,
  type GridRow,
  type Layout,
} from "./grid.ts";
import { surelyFits } from "./surelyFits.ts";
import type { Span } from "./window.ts";

export interface RowFrame<Row extends GridRow> {
  grid: string;
  /** Pixels of the size of its letters. */
  em: number;
  layout: Layout<Row>;
  height: number;
  columns: Span;
  shift: number;
}

export interface DataRowProps<Row extends GridRow> {
  frame: RowFrame<Row>;
  index: number;
  row: Row | undefined;
  /** The active column if the active cell is in this row, else -1. */
  active: number;
  selected: boolean;
}

function Row<R extends GridRow>({ frame, index, row, active, selected }: DataRowProps<R>) {
  const { layout, height, columns, shift } = frame;
  const shared = { grid: frame.grid, em: frame.em, index, row, active };
  const centre = layout.centre.slice(columns.first, columns.last + 1);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-row={index}
      className="group grid-row"
      style={{ height, top: HEADER_HEIGHT + index * height + shift, lineHeight: `${height - 1}px` }}
    >
      <div
        role="presentation"
        className="grid-pinned"
        style={{ marginRight: (layout.edges[columns.first] ?? 0) - layout.pinnedWidth }}
      >
        <div
          id={active === 0 ? cellId(frame.grid, { row: index, column: 0 }) : undefined}
          role="gridcell"
          aria-colindex={1}
          data-column={0}
          data-active={active === 0 || undefined}
          className="grid-select"
          style={{ width: SELECT_WIDTH }}
        >
          <span className="grid-box">{selected && <Check aria-hidden size={12} strokeWidth={3} />}</span>
        </div>
        {layout.pinned.map((column, at) => bodyCell(column, at + 1, shared))}
      </div>
      {centre.map((column, offset) =>
        bodyCell(column, layout.pinned.length + columns.first + offset + 1, shared),
      )}
    </div>
  );
}

export const DataRow = memo(Row) as typeof Row;

interface Place<R extends GridRow> {
  grid: string;
  em: number;
  index: number;
  row: R | undefined;
  active: number;
}

/** One cell. No component: a row has dozens of them. Only the active one has an ID, for nothing else is pointed to. */
function bodyCell<R extends GridRow>(column: GridColumn<R>, at: number, place: Place<R>) {
  const { grid, index, row, active } = place;
  const shown = row ? content(column, row, active === at) : <span className="grid-waiting" />;
  const fits = surelyFits(shown, column.width / place.em);
  return (
    <div
      key={column.key}
      id={active === at ? cellId(grid, { row: index, column: at }) : undefined}
      role="gridcell"
      aria-colindex={at + 1}
      data-column={at}
      data-active={active === at || undefined}
      className={`grid-cell${column.align === "end" ? " grid-end" : ""}${fits ? "" : " grid-cut"}`}
      style={column.width === USUAL_WIDTH ? undefined : { width: column.width }}
    >
      {shown}
    </div>
  );
}

function content<R extends GridRow>(column: GridColumn<R>, row: R, active: boolean) {
  return (active && column.full?.(row)) || column.cell(row);
}
