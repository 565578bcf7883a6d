/**
 * One heading: path above, name below, the order by sign and by aria-sort; its edge sizes the column, and a sign that
 * shows under the pointer opens its menu. The table handles the events.
 */
import { ArrowDown, ArrowUp, ChevronDown } from "lucide-react";
import type { SortTerm } from "./codec.ts";
import { cellId, type GridColumn, type GridRow } from "./grid.ts";

export interface HeadingProps<Row extends GridRow> {
  grid: string;
  column: GridColumn<Row>;
  at: number;
  active: number;
  sort: readonly SortTerm[];
  /** The path is drawn above a whole group of headings. */
  grouped: boolean;
  dragged: boolean;
}

/** The heading of a column. */
export function Heading<Row extends GridRow>(props: HeadingProps<Row>) {
  const { grid, column, at, active, sort, grouped, dragged } = props;
  const place = sort.findIndex((term) => term.key === column.key);
  const term = sort[place];
  const end = column.align === "end";
  return (
    <div
      id={active === at ? cellId(grid, { row: -1, column: at }) : undefined}
      role="columnheader"
      aria-colindex={at + 1}
      aria-sort={ariaSort(term, column.sortable === true)}
      data-column={at}
      data-drag={column.fixed ? undefined : column.key}
      data-dragged={dragged || undefined}
      data-active={active === at || undefined}
      className={`grid-heading ${column.sortable ? "cursor-pointer" : ""} ${end ? "grid-heading-end" : ""}`}
      style={{ width: column.width }}
      title={column.key}
    >
      <span className="grid-names">
        {column.parent !== undefined && (
          // Cut from the left: the end of a path tells more than its beginning.
          <span dir="rtl" className={grouped ? "grid-parent grid-unseen" : "grid-parent"} data-text>
            <bdi>{column.parent}</bdi>
          </span>
        )}
        <span className="grid-name" data-text>
          {column.label}
        </span>
      </span>
      {term && <SortMark term={term} place={sort.length > 1 ? place + 1 : null} />}
      <span aria-hidden data-more className="grid-more">
        <ChevronDown size={14} />
      </span>
      <span aria-hidden data-edge={column.key} className="grid-edge" />
    </div>
  );
}

function SortMark({ term, place }: { term: SortTerm; place: number | null }) {
  const Arrow = term.descending ? ArrowDown : ArrowUp;
  return (
    <span className="flex shrink-0 items-center text-accent">
      <Arrow aria-hidden size={13} />
      {place !== null && <span className="text-[0.75rem]">{place}</span>}
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
