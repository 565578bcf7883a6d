/**
 * The table: virtual on both axes, one tab stop, driven by keys like an ARIA grid. Fetches nothing, knows no noun;
 * rows, columns, order and selection come from the page, and what is done to them is told to it.
 */
import { useCallback, useId, useMemo, useState } from "react";
import { useMessages } from "../../i18n/messages.ts";
import { fitWidth } from "./codec.ts";
import { DataRow, letterSize, type RowFrame } from "./DataRow.tsx";
import {
  cellId,
  type GridColumn,
  type GridRow,
  layOut,
  type Layout,
  type MenuEntry,
  type MenuSections,
  type RowSource,
} from "./grid.ts";
import { HeaderRow } from "./HeaderRow.tsx";
import type { Selection } from "./selection.ts";
import { useColumnDrag } from "./useColumnDrag.ts";
import { type ColumnStore, useColumns } from "./useColumns.ts";
import { useGrid, useGridInput } from "./useGrid.ts";
import { useGridMenus } from "./useGridMenus.tsx";
import { useNarrow } from "./useNarrow.ts";

/** What the page does when rows are pressed, and what it adds to the menus. */
export interface RowDoings<Row extends GridRow> {
  open: (row: Row) => void;
  /** The value at a column's key is to be seen whole. */
  value: (row: Row, key: string) => void;
  headingEntries: (key: string) => readonly MenuEntry[];
  cellEntries: (row: Row, key: string) => MenuSections;
}

export interface DataTableProps<Row extends GridRow> {
  label: string;
  columns: readonly GridColumn<Row>[];
  source: RowSource<Row>;
  rowHeight: number;
  store: ColumnStore;
  selection: Selection;
  on: RowDoings<Row>;
}

/** A table of any length and width. */
export function DataTable<Row extends GridRow>(props: DataTableProps<Row>) {
  const { source, rowHeight, store, selection, on } = props;
  const t = useMessages();
  const id = useId();
  const lay = useLaying<Row>();
  const [said, say] = useState("");
  const [em] = useState(letterSize);
  const rested = useMemo(() => lay(props.columns), [lay, props.columns]);
  const doings = useColumns(rested, store, say);
  const drag = useColumnDrag(rested, doings);
  const width = drag.dragging?.width;
  const sized = width === null ? null : drag.dragging?.keys[0];
  const layout = useMemo(() => {
    if (sized === undefined || sized === null || width === undefined || width === null) return rested;
    const live = { width, phone: width };
    return lay(props.columns.map((column) => (column.key === sized ? { ...column, ...live } : column)));
  }, [lay, rested, sized, width, props.columns]);
  const grid = useGrid(layout, source, rowHeight);
  const { columns: span, shift, active, scroller } = grid;
  const frame = useMemo<RowFrame<Row>>(
    () => ({ grid: id, em, layout, height: rowHeight, columns: span, shift }),
    [id, em, layout, rowHeight, span, shift],
  );
  const fit = useCallback(
    (key: string) => {
      const at = layout.all.findIndex((column) => column.key === key) + 1;
      const pixels = scroller.current && contentWidth(scroller.current, at);
      if (pixels !== null) doings.resize(key, pixels);
    },
    [layout, scroller, doings],
  );

  const menus = useGridMenus({ scroller, layout, source, doings, on, fit });
  const input = useGridInput({
    grid,
    layout,
    source,
    columns: doings,
    selection,
    onOpen: on.open,
    onValue: on.value,
    onMenu: menus.open,
    onGroupMenu: menus.openGroup,
    onFit: fit,
    dragged: drag.justEnded,
  });

  return (
    <div className="relative h-full">
      {/* The grid is one tab stop and handles its keys itself; its cells are named by aria-activedescendant. */}
      <div
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label={props.label}
        aria-busy={source.stale}
        aria-multiselectable
        aria-rowcount={source.count + 1}
        aria-colcount={layout.all.length + 1}
        aria-activedescendant={cellId(id, active)}
        className="data-table relative h-full w-full overflow-auto rounded-md border border-line bg-surface"
        onScroll={grid.onScroll}
        {...input}
        {...drag.handlers}
        onPointerDown={(event) => {
          grid.settle();
          drag.handlers.onPointerDown(event);
        }}
      >
        <div role="presentation" className="grid-shield" />
        <div
          role="presentation"
          className={`relative min-w-full ${source.stale ? "opacity-55" : ""}`}
          style={{ width: layout.width, height: grid.height }}
        >
          <HeaderRow
            frame={frame}
            active={active.row === -1 ? active.column : -1}
            sort={doings.sort}
            selection={selection.state}
            selectLabel={selection.state === "all" ? t.grid.selectNone : t.grid.selectAll}
            dragged={drag.dragging?.width === null ? drag.dragging.keys : NO_KEYS}
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
                selected={row !== undefined && selection.has(row.id)}
              />
            );
          })}
        </div>
      </div>
      {typeof drag.dragging?.line === "number" && (
        <div aria-hidden className="grid-line" style={{ left: drag.dragging.line }} />
      )}
      <p role="status" className="sr-only">
        {said}
      </p>
      {menus.menu}
    </div>
  );
}

const NO_KEYS: readonly string[] = [];

const CELL_PADDING = 22;
const HEADING_PADDING = 48;
const WIDEST = 640;

/** How wide a column must be for what it shows now. Looks at the drawn cells only; changes nothing. */
function contentWidth(grid: HTMLElement, at: number): number | null {
  const cells = [...grid.querySelectorAll<HTMLElement>(`[data-column="${at}"]`)];
  if (cells.length === 0) return null;
  const range = document.createRange();
  // The text itself: its box may be as wide as the column is now.
  const textWidth = (element: HTMLElement): number => {
    range.selectNodeContents(element);
    return range.getBoundingClientRect().width;
  };
  const widths = cells.map((cell) => {
    const texts = cell.querySelectorAll<HTMLElement>("[data-text], .grid-link > *");
    if (texts.length === 0) return textWidth(cell) + CELL_PADDING;
    const wide = [...texts].map(textWidth);
    if (cell.role === "columnheader") return Math.max(...wide) + HEADING_PADDING;
    return wide.reduce((sum, one) => sum + one, 0) + CELL_PADDING;
  });
  return fitWidth(Math.min(WIDEST, Math.ceil(Math.max(...widths))));
}

/** Laying out the columns of a table for the screen that there is. */
function useLaying<Row extends GridRow>(): (columns: readonly GridColumn<Row>[]) => Layout<Row> {
  const narrow = useNarrow();
  const phone = useNarrow("phone");
  return useCallback((columns) => layOut(columns, narrow, phone), [narrow, phone]);
}
