/** The entries of the menu at a heading, and at a group of headings. What a page adds stands in between. No React. */
import type { Messages } from "../../i18n/messages.ts";
import { isPinned, type Group, type GridColumn, type GridRow, type Layout } from "./grid.ts";
import type { MenuEntry, MenuSections } from "./menu.ts";
import { WIDTH_STEP, type ColumnDoings } from "./useColumns.ts";

interface HeadingMenuPlan<Row extends GridRow> {
  column: GridColumn<Row>;
  layout: Layout<Row>;
  columns: ColumnDoings;
  /** What the page offers for this column. */
  more: readonly MenuEntry[];
  fit: (key: string) => void;
}

/** The menu of one column. */
export function headingMenu<Row extends GridRow>(plan: HeadingMenuPlan<Row>, t: Messages): MenuSections {
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
export function groupMenu(group: Group, columns: ColumnDoings, t: Messages): MenuSections {
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
