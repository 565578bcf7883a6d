/** The menus of a table: which is open, at which heading, group or cell, and what it offers. */
import { lazy, type ReactNode, type RefObject, Suspense, useState } from "react";
import { type Messages, useMessages } from "../../i18n/messages.ts";
import type { RowDoings } from "./DataTable.tsx";
import {
  cellElement,
  type GridColumn,
  type GridRow,
  type Group,
  isPinned,
  type Layout,
  type MenuEntry,
  type MenuSections,
  type RowSource,
} from "./grid.ts";
import type { Cell } from "./keys.ts";
import { type ColumnDoings, WIDTH_STEP } from "./useColumns.ts";

const GridMenu = lazy(async () => ({ default: (await import("./GridMenu.tsx")).GridMenu }));

interface OpenMenu {
  label: string;
  anchor: HTMLElement;
  sections: MenuSections;
}

export interface GridMenuPlan<Row extends GridRow> {
  scroller: RefObject<HTMLElement | null>;
  layout: Layout<Row>;
  source: RowSource<Row>;
  doings: ColumnDoings;
  on: RowDoings<Row>;
  fit: (key: string) => void;
}

export interface GridMenus {
  open: (cell: Cell) => void;
  openGroup: (element: HTMLElement) => void;
  menu: ReactNode;
}

/** Open and draw them. */
export function useGridMenus<Row extends GridRow>(plan: GridMenuPlan<Row>): GridMenus {
  const { scroller, layout, source, doings, on, fit } = plan;
  const t = useMessages();
  const [menu, setMenu] = useState<OpenMenu | null>(null);

  function ofCell(row: Row, column: GridColumn<Row>): MenuSections {
    const hide = { id: "hide", label: t.grid.hideColumn, run: () => doings.hide([column.key]) };
    const label = column.pinned ? t.grid.unpinColumn : t.grid.pinColumn;
    const pin = { id: "pin", label, run: () => doings.pin([column.key], !column.pinned) };
    return [...on.cellEntries(row, column.key), column.fixed ? [] : [pin, hide]];
  }
  function open(cell: Cell): void {
    const column = layout.all[cell.column - 1];
    const anchor = scroller.current && cellElement(scroller.current, cell);
    if (column === undefined || anchor === null) return;
    const row = source.get(cell.row);
    if (cell.row === -1) {
      const more = on.headingEntries(column.key);
      const sections = headingMenu({ column, layout, columns: doings, more, fit }, t);
      setMenu({ label: t.grid.headingMenu(column.key), anchor, sections });
    } else if (row) {
      setMenu({ label: t.grid.cellMenu(column.key), anchor, sections: ofCell(row, column) });
    }
  }
  function openGroup(element: HTMLElement): void {
    const group = layout.groups.find((one) => one.keys[0] === element.dataset["group"]);
    if (group === undefined) return;
    const sections = groupMenu(group, doings, t);
    setMenu({ label: t.grid.groupMenu(group.parent), anchor: element, sections });
  }
  return {
    open,
    openGroup,
    menu: menu && (
      <Suspense>
        <GridMenu {...menu} onClose={() => setMenu(null)} />
      </Suspense>
    ),
  };
}

// The entries of the menu at a heading, and at a group of headings. What a page adds stands in between. No React.

interface HeadingMenuPlan<Row extends GridRow> {
  column: GridColumn<Row>;
  layout: Layout<Row>;
  columns: ColumnDoings;
  /** What the page offers for this column. */
  more: readonly MenuEntry[];
  fit: (key: string) => void;
}

/** The menu of one column. */
function headingMenu<Row extends GridRow>(plan: HeadingMenuPlan<Row>, t: Messages): MenuSections {
  const { column, columns, more } = plan;
  return [
    sorting(plan, t),
    more,
    column.fixed ? [] : placing(column, columns, t),
    sizing(plan, t),
    hiding(plan, t),
  ];
}

/** The menu of a group. */
function groupMenu(group: Group, columns: ColumnDoings, t: Messages): MenuSections {
  const { keys } = group;
  return [
    [
      { id: "group-left", label: t.grid.groupLeft, run: () => columns.step(keys, -1) },
      { id: "group-right", label: t.grid.groupRight, run: () => columns.step(keys, 1) },
      { id: "group-pin", label: t.grid.groupPin, run: () => columns.pin(keys, true) },
    ],
    [{ id: "group-hide", label: t.grid.groupHide, run: () => columns.hide(keys) }],
  ];
}

function sorting<Row extends GridRow>({ column, columns }: HeadingMenuPlan<Row>, t: Messages): MenuEntry[] {
  if (!column.sortable) return [];
  const { key } = column;
  const { sort } = columns;
  const term = sort.find((one) => one.key === key);
  const others = sort.some((one) => one.key !== key);
  return [
    { id: "up", label: t.grid.sortUp, run: () => columns.sortTo(key, false) },
    { id: "down", label: t.grid.sortDown, run: () => columns.sortTo(key, true) },
    ...(others && !term ? [{ id: "also", label: t.grid.sortAlso, run: () => columns.sortAlso(key) }] : []),
    ...(term ? [{ id: "not", label: t.grid.sortNot, run: () => columns.unsort(key) }] : []),
  ];
}

function placing<Row extends GridRow>(
  column: GridColumn<Row>,
  columns: ColumnDoings,
  t: Messages,
): MenuEntry[] {
  const keys = [column.key];
  const pinned = column.pinned === true;
  return [
    { id: "pin", label: pinned ? t.grid.unpin : t.grid.pin, run: () => columns.pin(keys, !pinned) },
    { id: "left", label: t.grid.left, keys: ["Alt", "Shift", "←"], run: () => columns.step(keys, -1) },
    { id: "right", label: t.grid.right, keys: ["Alt", "Shift", "→"], run: () => columns.step(keys, 1) },
  ];
}

function sizing<Row extends GridRow>(plan: HeadingMenuPlan<Row>, t: Messages): MenuEntry[] {
  const { key, width } = plan.column;
  const { resize } = plan.columns;
  return [
    { id: "wider", label: t.grid.wider, keys: ["Alt", "→"], run: () => resize(key, width + WIDTH_STEP) },
    {
      id: "narrower",
      label: t.grid.narrower,
      keys: ["Alt", "←"],
      run: () => resize(key, width - WIDTH_STEP),
    },
    { id: "fit", label: t.grid.fit, run: () => plan.fit(key) },
    { id: "usual", label: t.grid.usual, run: () => resize(key, null) },
  ];
}

function hiding<Row extends GridRow>(
  { column, layout, columns }: HeadingMenuPlan<Row>,
  t: Messages,
): MenuEntry[] {
  const group = layout.groups.find((one) => one.keys.includes(column.key));
  const several = group !== undefined && group.keys.length > 1 && !isPinned(column);
  return [
    ...(column.fixed ? [] : [{ id: "hide", label: t.grid.hide, run: () => columns.hide([column.key]) }]),
    ...(several ? groupMenu(group, columns, t).flat() : []),
  ];
}
