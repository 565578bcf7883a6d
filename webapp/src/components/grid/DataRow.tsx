/**
 * One row of the table, drawn again only if its model, its columns or its marks change. Until the model is there
 * it is a skeleton of the same shape. As few boxes as can be: one a cell, and one that keeps the pinned ones in place,
 * for every box costs on each step of scrolling. Knows no noun.
 */
import { Check } from "lucide-react";
import { isValidElement, memo, type ReactNode } from "react";
import {
  cellId,
  type GridColumn,
  type GridRow,
  HEADER_HEIGHT,
  type Layout,
  SELECT_WIDTH,
  USUAL_WIDTH,
} from "./grid.ts";
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

// Whether a cell shows all of a text for certain, by its length alone: to cut what is too long costs, and to measure
// costs more. When in doubt, no.
// /

/** Room of a cell that is beside its text, in its letters' size. */
const PADDING = 1.5;
const FIGURES = /^[-\d.e+≈]*$/;
/** No letter of these is wider than its size. */
const LETTERS = /^[ -~가-힣]*$/;
/** Digits are less wide, and a number has few signs. */
const FIGURE = 0.65;
const SIGNS = 0.8;

/** Tell it for what a cell shows and its width, in the size of its letters. */
export function surelyFits(shown: ReactNode, width: number): boolean {
  const text = textOf(shown);
  if (text === null || text.length > 2 * width) return false;
  const room = width - PADDING;
  if (FIGURES.test(text)) return text.length * FIGURE + SIGNS <= room;
  return text.length <= room && LETTERS.test(text);
}

/** Pixels of the size of letters, as the reader has chosen it. */
export function letterSize(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}

/** A text, or that of a chip, which is a little wider; null for all that is more. */
function textOf(shown: ReactNode): string | null {
  if (shown === null || typeof shown === "string") return shown ?? "";
  if (!isValidElement<{ children?: ReactNode }>(shown) || shown.type !== "span") return null;
  const { children } = shown.props;
  if (children === undefined) return "";
  return typeof children === "string" ? `${children} ` : null;
}
