/**
 * One row of the table, drawn again only if its model, its columns or its marks change. Until the model is there
 * it is a skeleton of the same shape. Knows no noun.
 */
import { Check } from "lucide-react";
import { memo } from "react";
import { cellId, HEADER_HEIGHT, SELECT_WIDTH, type GridColumn, type GridRow, type Layout } from "./grid.ts";

export interface RowFrame<Row extends GridRow> {
  grid: string;
  layout: Layout<Row>;
  height: number;
  first: number;
  last: number;
  start: number;
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
  const { layout, height, first, last, start } = frame;
  const ground = selected ? "bg-accent-soft" : "bg-surface group-hover:bg-sunken";
  const shared = { frame, index, row, active, ground };
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-row={index}
      className="group absolute left-0 flex w-full min-w-max"
      style={{ height, top: HEADER_HEIGHT + index * height }}
    >
      <div
        id={cellId(frame.grid, { row: index, column: 0 })}
        role="gridcell"
        aria-colindex={1}
        data-column={0}
        data-active={active === 0 || undefined}
        className={`sticky left-0 z-10 flex shrink-0 cursor-pointer items-center justify-center border-b border-line ${ground}`}
        style={{ width: SELECT_WIDTH }}
      >
        <span
          className={`grid size-4 place-items-center rounded-[0.25rem] border ${selected ? "border-accent-fill bg-accent-fill text-on-accent" : "border-edge bg-surface"}`}
        >
          {selected && <Check aria-hidden size={12} strokeWidth={3} />}
        </span>
      </div>
      {layout.pinned.map((column, at) => (
        <BodyCell key={column.key} {...shared} column={column} at={at + 1} left={layout.lefts[at]} />
      ))}
      <div
        className={`shrink-0 border-b border-line ${ground}`}
        style={{ width: start - layout.pinnedWidth }}
      />
      {layout.centre.slice(first, last + 1).map((column, offset) => (
        <BodyCell
          key={column.key}
          {...shared}
          column={column}
          at={layout.pinned.length + first + offset + 1}
        />
      ))}
      <div className={`grow border-b border-line ${ground}`} />
    </div>
  );
}

export const DataRow = memo(Row) as typeof Row;

interface BodyCellProps<R extends GridRow> extends Omit<DataRowProps<R>, "selected"> {
  column: GridColumn<R>;
  at: number;
  /** Where a pinned cell stays. */
  left?: number;
  ground: string;
}

/** A block of text that is cut at its end: one clip per cell and no box inside keep scrolling cheap. */
function BodyCell<R extends GridRow>({
  frame,
  index,
  row,
  active,
  column,
  at,
  left,
  ground,
}: BodyCellProps<R>) {
  return (
    <div
      id={cellId(frame.grid, { row: index, column: at })}
      role="gridcell"
      aria-colindex={at + 1}
      data-column={at}
      data-active={active === at || undefined}
      className={`shrink-0 truncate border-b border-line px-2.5 ${column.align === "end" ? "text-right" : ""} ${left === undefined ? "" : "sticky z-10 border-r"} ${ground}`}
      style={{ left, width: column.width, lineHeight: `${frame.height - 1}px` }}
    >
      {row ? column.cell(row) : <span className="skeleton inline-block h-2.5 w-3/5" />}
    </div>
  );
}
