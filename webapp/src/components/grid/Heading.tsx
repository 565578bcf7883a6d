/**
 * One heading: path above, name below, the order by sign and by aria-sort; its edge sizes the column, and a sign that
 * shows under the pointer opens its menu. The table handles the events.
 */
import { ArrowDown, ArrowUp, ChevronDown } from "lucide-react";
import { memo } from "react";
import type { SortTerm } from "./codec.ts";
import type { GridColumn, GridRow } from "./grid.ts";

export interface HeadingProps<Row extends GridRow> {
  /** The ID of its cell if that is the active one. */
  id: string | undefined;
  column: GridColumn<Row>;
  at: number;
  /** How the rows are ordered by it, if they are. */
  term: SortTerm | undefined;
  /** Its place in an order by several columns. */
  place: number | null;
  /** The path is drawn above a whole group of headings. */
  grouped: boolean;
  dragged: boolean;
}

function HeadingCell<Row extends GridRow>(props: HeadingProps<Row>) {
  const { id, column, at, term, place, grouped, dragged } = props;
  const end = column.align === "end";
  return (
    <div
      id={id}
      role="columnheader"
      aria-colindex={at + 1}
      aria-sort={ariaSort(term, column.sortable === true)}
      data-column={at}
      data-drag={column.fixed ? undefined : column.key}
      data-dragged={dragged || undefined}
      data-active={id !== undefined || undefined}
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
      {term && <SortMark term={term} place={place} />}
      <span aria-hidden data-more className="grid-more">
        <ChevronDown size={14} />
      </span>
      <span aria-hidden data-edge={column.key} className="grid-edge" />
    </div>
  );
}

/** The heading of a column; another order draws only those anew that it changes. */
export const Heading = memo(HeadingCell) as typeof HeadingCell;

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
