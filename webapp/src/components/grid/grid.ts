/**
 * The shape of a table and where its cells lie: columns, pinned part, prefix sums.
 * Knows no noun and no React; DataTable.tsx draws what is worked out here.
 */
import type { ReactNode } from "react";
import type { Density } from "../../lib/storage/preferences.ts";
import type { Cell } from "./keys.ts";

export interface GridRow {
  id: string;
}

export interface GridColumn<Row extends GridRow> {
  key: string;
  /** The heading; `parent` is the path before it, shown small above, once for neighbours that share it. */
  label: string;
  parent?: string;
  width: number;
  /** The width on a phone, where it is another one. */
  phone?: number;
  pinned?: boolean;
  /** Always there, pinned, first: what a row is called by. */
  fixed?: boolean;
  align?: "end";
  sortable?: boolean;
  cell: (row: Row) => ReactNode;
  /** The whole value as text, where the cell shows less: told when the cell is active or pointed at. */
  full?: (row: Row) => string | undefined;
}

/** Where rows come from: any of them may not be there yet. */
export interface RowSource<Row extends GridRow> {
  count: number;
  get: (index: number) => Row | undefined;
  /** Told which rows are in sight, so that they can be fetched. */
  show: (first: number, last: number) => void;
  /** Told which row is the active one, if it is needed. */
  at?: (index: number) => void;
  /** The rows are those of an older question; the new ones are on their way. */
  stale: boolean;
  /** Changes when these are other rows than before, so that the table begins at the top again. */
  question: string;
}

export const ROW_HEIGHT: Record<Density, number> = { compact: 28, normal: 36, tall: 56 };
export const HEADER_HEIGHT = 44;
export const SELECT_WIDTH = 40;
/** Most columns have it: their cells take it from app.css, and all of them share one style. */
export const USUAL_WIDTH = 130;

/** Neighbouring columns of the centre that share a parent. */
export interface Group {
  parent: string;
  keys: string[];
  left: number;
  width: number;
  /** Index among the centre columns. */
  first: number;
}

export interface Layout<Row extends GridRow> {
  /** The columns in the order in which the page gave them. */
  ordered: readonly GridColumn<Row>[];
  pinned: GridColumn<Row>[];
  centre: GridColumn<Row>[];
  /** Pinned columns first, as they are drawn; index + 1 is the column number of a cell. */
  all: GridColumn<Row>[];
  pinnedWidth: number;
  /** Left edges of the centre columns, and the end of the last. */
  edges: number[];
  groups: Group[];
  width: number;
}

/** Tell whether a column stays at the left. */
export function isPinned<Row extends GridRow>(column: GridColumn<Row>): boolean {
  return column.pinned === true;
}

/** Work out where columns lie; on a narrow screen nothing but the selection box stays in place. */
export function layOut<Row extends GridRow>(
  columns: readonly GridColumn<Row>[],
  narrow: boolean,
  phone = false,
): Layout<Row> {
  const ordered = phone ? columns.map(onPhone) : columns;
  const pinned = narrow ? [] : ordered.filter((column) => column.pinned);
  const centre = narrow ? [...ordered] : ordered.filter((column) => !column.pinned);
  const pinnedWidth = pinned.reduce((sum, column) => sum + column.width, SELECT_WIDTH);
  const edges = [pinnedWidth];
  for (const column of centre) edges.push(edges.at(-1)! + column.width);
  const groups = groupsOf(centre, edges);
  return {
    ordered,
    pinned,
    centre,
    all: [...pinned, ...centre],
    pinnedWidth,
    edges,
    groups,
    width: edges.at(-1)!,
  };
}

function onPhone<Row extends GridRow>(column: GridColumn<Row>): GridColumn<Row> {
  return column.phone === undefined ? column : { ...column, width: column.phone };
}

function groupsOf<Row extends GridRow>(
  centre: readonly GridColumn<Row>[],
  edges: readonly number[],
): Group[] {
  const groups: Group[] = [];
  for (const [first, { key, parent, width }] of centre.entries()) {
    const last = groups.at(-1);
    if (parent === undefined) continue;
    if (last?.parent === parent && last.first + last.keys.length === first) {
      last.keys.push(key);
      last.width += width;
    } else {
      groups.push({ parent, keys: [key], left: edges[first]!, width, first });
    }
  }
  return groups;
}

/** The DOM id of the active cell, for aria-activedescendant. */
export function cellId(grid: string, cell: Cell): string {
  return `${grid}-${cell.row}-${cell.column}`;
}

/** A cell that is drawn. */
export function cellElement(grid: HTMLElement, { row, column }: Cell): HTMLElement | null {
  return grid.querySelector(`[data-row="${row}"] [data-column="${column}"]`);
}

/** What a menu of the table offers: the table's own entries and those the page adds. No React, no words. */
export interface MenuEntry {
  id: string;
  label: string;
  /** The keys that do the same without the menu, for the eye. */
  keys?: string[];
  disabled?: boolean;
  /** Gets the heading or the cell, for what opens beside it. */
  run: (anchor: HTMLElement) => void;
}

/** Entries that belong together; a line is drawn between sections. */
export type MenuSections = readonly (readonly MenuEntry[])[];
