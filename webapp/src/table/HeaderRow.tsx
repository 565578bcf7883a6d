/**
 * The headings: path above, name below, the order by sign and by aria-sort. A click sorts; with Shift it adds.
 */
import { ArrowDown, ArrowUp } from "lucide-react";
import type { SortTerm } from "./codec.ts";
import type { RowFrame } from "./DataRow.tsx";
import { cellId, HEADER_HEIGHT, SELECT_WIDTH, type GridColumn, type GridRow } from "./grid.ts";

export interface HeaderRowProps<Row extends GridRow> {
  frame: RowFrame<Row>;
  active: number;
  sort: readonly SortTerm[];
  selectLabel: string;
}

/** The row of headings, always in sight. */
export function HeaderRow<Row extends GridRow>({ frame, active, sort, selectLabel }: HeaderRowProps<Row>) {
  const { layout, first, last, start } = frame;
  const shared = { grid: frame.grid, active, sort };
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
      {layout.pinned.map((column, at) => (
        <Heading key={column.key} {...shared} column={column} at={at + 1} left={layout.lefts[at]} />
      ))}
      <div
        className="shrink-0 border-b border-line bg-sunken"
        style={{ width: start - layout.pinnedWidth }}
      />
      {layout.centre.slice(first, last + 1).map((column, offset) => (
        <Heading
          key={column.key}
          {...shared}
          column={column}
          at={layout.pinned.length + first + offset + 1}
        />
      ))}
      <div className="grow border-b border-line bg-sunken" />
    </div>
  );
}

interface HeadingProps<Row extends GridRow> {
  grid: string;
  column: GridColumn<Row>;
  at: number;
  active: number;
  sort: readonly SortTerm[];
  left?: number;
}

function Heading<Row extends GridRow>({ grid, column, at, active, sort, left }: HeadingProps<Row>) {
  const place = sort.findIndex((term) => term.key === column.key);
  const term = sort[place];
  const end = column.align === "end";
  return (
    <div
      id={cellId(grid, { row: -1, column: at })}
      role="columnheader"
      aria-colindex={at + 1}
      aria-sort={ariaSort(term, column.sortable === true)}
      data-column={at}
      data-active={active === at || undefined}
      className={`flex shrink-0 items-center gap-1 overflow-hidden border-b border-line bg-sunken px-2.5 whitespace-nowrap select-none ${column.sortable ? "cursor-pointer hover:text-accent" : ""} ${left === undefined ? "" : "sticky z-10 border-r"}`}
      style={{ left, width: column.width }}
      title={column.key}
    >
      <span className={`flex min-w-0 grow flex-col leading-tight ${end ? "items-end" : ""}`}>
        {column.parent && (
          // Cut from the left: the end of a path tells more than its beginning.
          <span
            dir="rtl"
            className={`max-w-full truncate text-[0.78rem] font-normal text-muted ${end ? "" : "self-start"}`}
          >
            <bdi>{column.parent}</bdi>
          </span>
        )}
        <span className="max-w-full truncate">{column.label}</span>
      </span>
      {term && <SortMark term={term} place={sort.length > 1 ? place + 1 : null} />}
    </div>
  );
}

function SortMark({ term, place }: { term: SortTerm; place: number | null }) {
  const Arrow = term.descending ? ArrowDown : ArrowUp;
  return (
    <span className="flex shrink-0 items-center text-accent">
      <Arrow aria-hidden size={13} />
      {place !== null && <span className="text-[0.7rem]">{place}</span>}
    </span>
  );
}

function ariaSort(
  term: SortTerm | undefined,
  sortable: boolean,
): "descending" | "ascending" | "none" | undefined {
  if (term) return term.descending ? "descending" : "ascending";
  return sortable ? "none" : undefined;
}
