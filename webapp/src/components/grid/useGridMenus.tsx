/** The menus of a table: which is open, at which heading, group or cell, and what it offers. */
import { lazy, Suspense, useState, type ReactNode, type RefObject } from "react";
import { useMessages } from "../../i18n/messages.ts";
import type { RowDoings } from "./DataTable.tsx";
import {
  cellElement,
  type Cell,
  type GridColumn,
  type GridRow,
  type Layout,
  type RowSource,
} from "./grid.ts";
import { groupMenu, headingMenu } from "./headingMenu.ts";
import type { MenuSections } from "./menu.ts";
import type { ColumnDoings } from "./useColumns.ts";

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
