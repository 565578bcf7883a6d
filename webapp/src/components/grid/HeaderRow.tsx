/** The row of headings, always in sight, with the groups that neighbours share above them. Knows no noun. */
import { Check, Minus } from "lucide-react";
import { memo } from "react";
import type { SortTerm } from "./codec.ts";
import type { RowFrame } from "./DataRow.tsx";
import { cellId, HEADER_HEIGHT, SELECT_WIDTH, type GridColumn, type GridRow, type Group } from "./grid.ts";
import { Heading } from "./Heading.tsx";
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

/** All headings that are in sight; scrolling down draws none of them anew. */
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
