/**
 * The table: virtual on both axes, one tab stop, driven by keys like an ARIA grid. Fetches nothing, knows no noun;
 * rows, columns, order and selection come from the page, and what is done to them is told to it.
 */
import { lazy, Suspense, useCallback, useId, useMemo, useState } from "react";
import { useMessages } from "../i18n/messages.ts";
import { DataRow, type RowFrame } from "./DataRow.tsx";
import { contentWidth } from "./fit.ts";
import { cellId, layOut, type Cell, type GridColumn, type GridRow, type RowSource } from "./grid.ts";
import { useGridInput } from "./useGridInput.ts";
import { HeaderRow } from "./HeaderRow.tsx";
import { groupMenu, headingMenu } from "./headingMenu.ts";
import type { MenuEntry, MenuSections } from "./menu.ts";
import type { Selection } from "./selection.ts";
import { useColumnDrag } from "./useColumnDrag.ts";
import { useColumns, type ColumnStore } from "./useColumns.ts";
import { useGrid } from "./useGrid.ts";
import { useNarrow } from "./useNarrow.ts";

const GridMenu = lazy(async () => ({ default: (await import("./GridMenu.tsx")).GridMenu }));

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

interface OpenMenu {
  label: string;
  anchor: HTMLElement;
  sections: MenuSections;
}

/** A table of any length and width. */
export function DataTable<Row extends GridRow>(props: DataTableProps<Row>) {
  const { source, rowHeight, store, selection, on } = props;
  const t = useMessages();
  const id = useId();
  const narrow = useNarrow();
  const [said, say] = useState("");
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const rested = useMemo(() => layOut(props.columns, narrow), [props.columns, narrow]);
  const doings = useColumns(rested, store, say);
  const drag = useColumnDrag(rested, doings);
  const [sized, width] = [
    drag.dragging?.width === null ? null : drag.dragging?.keys[0],
    drag.dragging?.width,
  ];
  const layout = useMemo(() => {
    if (sized === undefined || sized === null || width === undefined || width === null) return rested;
    const live = props.columns.map((column) => (column.key === sized ? { ...column, width } : column));
    return layOut(live, narrow);
  }, [rested, sized, width, props.columns, narrow]);
  const grid = useGrid(layout, source, rowHeight);
  const { columns: span, shift, active, scroller } = grid;
  const frame = useMemo<RowFrame<Row>>(
    () => ({ grid: id, layout, height: rowHeight, columns: span, shift }),
    [id, layout, rowHeight, span, shift],
  );
  const fit = useCallback(
    (key: string) => {
      const at = layout.all.findIndex((column) => column.key === key) + 1;
      const pixels = scroller.current && contentWidth(scroller.current, at);
      if (pixels !== null) doings.resize(key, pixels);
    },
    [layout, scroller, doings],
  );

  function openMenu(cell: Cell): void {
    const column = layout.all[cell.column - 1];
    const anchor = document.getElementById(cellId(id, cell));
    if (column === undefined || anchor === null) return;
    const row = source.get(cell.row);
    if (cell.row === -1) {
      const more = on.headingEntries(column.key);
      const sections = headingMenu({ column, layout, sort: store.sort, columns: doings, more, fit }, t);
      setMenu({ label: t.grid.headingMenu(column.key), anchor, sections });
    } else if (row) {
      const hide = { id: "hide", label: t.grid.hideColumn, run: () => doings.hide([column.key]) };
      const label = column.pinned ? t.grid.unpinColumn : t.grid.pinColumn;
      const pin = { id: "pin", label, run: () => doings.pin([column.key], !column.pinned) };
      const sections = [...on.cellEntries(row, column.key), column.fixed ? [] : [pin, hide]];
      setMenu({ label: t.grid.cellMenu(column.key), anchor, sections });
    }
  }
  function openGroupMenu(element: HTMLElement): void {
    const group = layout.groups.find((one) => one.keys[0] === element.dataset["group"]);
    if (group === undefined) return;
    const sections = groupMenu(group, doings, t);
    setMenu({ label: t.grid.groupMenu(group.parent), anchor: element, sections });
  }
  const input = useGridInput({
    grid,
    layout,
    source,
    columns: doings,
    selection,
    onOpen: on.open,
    onValue: on.value,
    onMenu: openMenu,
    onGroupMenu: openGroupMenu,
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
        <div
          role="presentation"
          className={`relative min-w-full ${source.stale ? "opacity-55" : ""}`}
          style={{ width: layout.width, height: grid.height }}
        >
          <HeaderRow
            frame={frame}
            active={active.row === -1 ? active.column : -1}
            sort={store.sort}
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
      <Suspense>{menu && <GridMenu {...menu} onClose={() => setMenu(null)} />}</Suspense>
    </div>
  );
}

const NO_KEYS: readonly string[] = [];
