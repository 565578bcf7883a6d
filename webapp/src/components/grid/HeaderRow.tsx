/** The row of headings, always in sight, with the groups that neighbours share above them. Knows no noun. */
import { ArrowDown, ArrowUp, Check, ChevronDown, Minus } from "lucide-react";
import { memo } from "react";
import type { SortTerm } from "./codec.ts";
import type { RowFrame } from "./DataRow.tsx";
import { cellId, type GridColumn, type GridRow, type Group, HEADER_HEIGHT, SELECT_WIDTH } from "./grid.ts";
import type { Selection } from "./selection.ts";

export interface HeaderRowProps<Row extends GridRow> {
  frame: RowFrame<Row>;
  active: number;
  sort: readonly SortTerm[];
  selection: Selection["state"];
  selectLabel: string;
  /** The columns that are being moved. */
  dragged: readonly string[];
}

function Headings<Row extends GridRow>(props: HeaderRowProps<Row>) {
  const { frame, active, sort, selection, selectLabel, dragged } = props;
  const { layout, columns } = frame;
  const idAt = (at: number): string | undefined =>
    active === at ? cellId(frame.grid, { row: -1, column: at }) : undefined;
  const heading = (column: GridColumn<Row>, at: number) => {
    const place = sort.findIndex((term) => term.key === column.key);
    return {
      id: idAt(at),
      column,
      at,
      term: sort[place],
      place: place >= 0 && sort.length > 1 ? place + 1 : null,
      dragged: dragged.includes(column.key),
    };
  };
  const drawn = layout.groups.filter(
    ({ first, keys }) => first <= columns.last && first + keys.length > columns.first,
  );
  return (
    <div role="row" aria-rowindex={1} data-row={-1} className="grid-head" style={{ height: HEADER_HEIGHT }}>
      <div
        role="presentation"
        className="grid-pinned"
        style={{ marginRight: (layout.edges[columns.first] ?? 0) - layout.pinnedWidth }}
      >
        <div
          id={idAt(0)}
          role="columnheader"
          aria-colindex={1}
          data-column={0}
          data-active={active === 0 || undefined}
          className="grid-select"
          style={{ width: SELECT_WIDTH }}
        >
          <span className="sr-only">{selectLabel}</span>
          <span className="grid-box" data-state={selection}>
            {selection === "all" && <Check aria-hidden size={12} strokeWidth={3} />}
            {selection === "some" && <Minus aria-hidden size={12} strokeWidth={3} />}
          </span>
        </div>
        {layout.pinned.map((column, at) => (
          <Heading key={column.key} {...heading(column, at + 1)} grouped={false} />
        ))}
      </div>
      {layout.centre.slice(columns.first, columns.last + 1).map((column, offset) => (
        <Heading
          key={column.key}
          {...heading(column, layout.pinned.length + columns.first + offset + 1)}
          grouped
        />
      ))}
      {drawn.map((group) => (
        <GroupName key={group.keys[0]} group={group} stay={layout.pinnedWidth} />
      ))}
    </div>
  );
}

/** All headings that are in sight; scrolling down draws none of them again. */
export const HeaderRow = memo(Headings) as typeof Headings;

/** The path that headings share, once, staying in sight as long as any of them. For the eye: each heading says it. */
function GroupName({ group, stay }: { group: Group; stay: number }) {
  return (
    <div
      aria-hidden
      data-group={group.keys[0]}
      data-drag={group.keys[0]}
      className={group.keys.length > 1 ? "grid-group grid-group-wide" : "grid-group"}
      style={{ left: group.left, width: group.width }}
      title={group.parent}
    >
      <span dir="rtl" className="grid-parent" style={{ left: stay }}>
        <bdi>{group.parent}</bdi>
      </span>
    </div>
  );
}

interface HeadingProps<Row extends GridRow> {
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

/**
 * One heading: path above, name below, the order by sign and by aria-sort; its edge sizes the column, and a sign that
 * shows under the pointer opens its menu. The table handles the events.
 */
const Heading = memo(HeadingCell) as typeof HeadingCell;

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
