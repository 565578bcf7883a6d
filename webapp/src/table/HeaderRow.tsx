/**
 * The headings: path above, name below, the order by sign and by aria-sort. A click sorts; with Shift it adds.
 */
import { ArrowDown, ArrowUp } from "lucide-react";
import type { CSSProperties, ReactNode } from "react";
import type { RowFrame } from "./DataRow.tsx";
import { cellId, HEADER_HEIGHT, SELECT_WIDTH, type GridColumn, type GridRow } from "./grid.ts";
import type { SortTerm } from "./codec.ts";

export interface HeaderRowProps<Row extends GridRow> {
  frame: RowFrame<Row>;
  active: number;
  sort: readonly SortTerm[];
  selectLabel: string;
}

/** The row of headings, always in sight. */
export function HeaderRow<Row extends GridRow>({ frame, active, sort, selectLabel }: HeaderRowProps<Row>) {
  const { layout, first, last, start } = frame;
  const heading = (column: GridColumn<Row>, at: number, style: CSSProperties, extra = ""): ReactNode => {
    const place = sort.findIndex((term) => term.key === column.key);
    const term = sort[place];
    const Arrow = term?.descending ? ArrowDown : ArrowUp;
    return (
      <div
        key={column.key}
        id={cellId(frame.grid, { row: -1, column: at })}
        role="columnheader"
        aria-colindex={at + 1}
        aria-sort={term ? (term.descending ? "descending" : "ascending") : column.sortable ? "none" : undefined}
        data-column={at}
        data-active={active === at || undefined}
        className={`flex shrink-0 items-center gap-1 overflow-hidden border-b border-line bg-sunken px-2.5 whitespace-nowrap select-none ${column.sortable ? "cursor-pointer hover:text-accent" : ""} ${extra}`}
        style={{ ...style, width: column.width }}
        title={column.key}
      >
        <span className={`flex min-w-0 grow flex-col leading-tight ${column.align === "end" ? "items-end" : ""}`}>
          {column.parent && (
            <span dir="rtl" className="max-w-full truncate text-[0.78rem] font-normal text-muted">
              <bdi>{column.parent}</bdi>
            </span>
          )}
          <span className="max-w-full truncate">{column.label}</span>
        </span>
        {term && (
          <span className="flex shrink-0 items-center text-accent">
            <Arrow aria-hidden size={13} />
            {sort.length > 1 && <span className="text-[0.7rem]">{place + 1}</span>}
          </span>
        )}
      </div>
    );
  };
  return (
    <div
      role="row"
      aria-rowindex={1}
      data-row={-1}
      className="sticky top-0 z-20 flex w-full min-w-max text-[0.86rem] font-semibold"
      style={{ height: HEADER_HEIGHT }}
    >
      <div
        id={cellId(frame.grid, { row: -1, column: 0 })}
        role="columnheader"
        aria-colindex={1}
        data-column={0}
        data-active={active === 0 || undefined}
        className="sticky left-0 z-10 shrink-0 border-b border-line bg-sunken"
        style={{ width: SELECT_WIDTH }}
      >
        <span className="sr-only">{selectLabel}</span>
      </div>
      {layout.pinned.map((column, at) => heading(column, at + 1, { left: layout.lefts[at] }, "sticky z-10 border-r"))}
      <div className="shrink-0 border-b border-line bg-sunken" style={{ width: start - layout.pinnedWidth }} />
      {layout.centre
        .slice(first, last + 1)
        .map((column, offset) => heading(column, layout.pinned.length + first + offset + 1, {}))}
      <div className="grow border-b border-line bg-sunken" />
    </div>
  );
}
