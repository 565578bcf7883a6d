/**
 * Where rows and columns of the comparison lie: widths, heights, tops. Heights are known, so nothing is measured;
 * up to 2,000 cells are all drawn, so that the browser's own search finds them. Pure.
 */
import type { DiffCell, DiffRow } from "../../api/types.ts";
import { writeExact } from "../../lib/json/json.ts";
import type { Layout } from "./search.ts";
import type { Node } from "./tree.ts";

export const HEAD = 62;
export const ROW = 32;
const LINE = 25;
const PAD = 8;
const MIN_COLUMN = 224;
const SMALL = 2000;

export interface Shape {
  layout: Layout;
  narrow: boolean;
  path: number;
  column: number;
  /** The models of the columns, the base first; none where the values stand in one column. */
  order: readonly number[];
  /** Upper edges of the rows, below the heading, and the end of the last. */
  tops: readonly number[];
  /** Left edges of the columns that scroll, and the end of the last. */
  edges: readonly number[];
  height: number;
  width: number;
  /** Only what is in sight is drawn. */
  virtual: boolean;
}

export interface ShapeOptions {
  nodes: readonly Node[];
  layout: Layout;
  models: number;
  base: number;
  width: number;
  narrow: boolean;
}

/** Work out the shape of what is shown. */
export function shapeOf({ nodes, layout, models, base, width, narrow }: ShapeOptions): Shape {
  const unified = layout === "unified";
  const order = [base, ...Array.from({ length: models }, (_, at) => at).filter((at) => at !== base)];
  const path = unified && narrow ? 0 : clamp(Math.round(width * (narrow ? 0.42 : 0.25)), 136, 380);
  const room = Math.max(0, width - path);
  const column = unified ? room : Math.max(MIN_COLUMN, Math.floor(room / models));
  const heights = nodes.map((node) => (unified ? unifiedHeight(node, base, narrow) : ROW));
  const tops = [HEAD];
  for (const height of heights) tops.push(tops.at(-1)! + height);
  const columns = unified ? 1 : models;
  // The base stays in sight beside the path.
  const staying = unified || narrow ? 0 : 1;
  const edges = Array.from({ length: columns - staying + 1 }, (_, at) => path + (staying + at) * column);
  return {
    layout,
    narrow,
    path,
    column,
    order: unified ? [] : order,
    tops,
    edges,
    height: tops.at(-1)!,
    width: path + columns * column,
    virtual: nodes.length * columns > SMALL,
  };
}

/** A value, and the models that have it: what the base has comes first. */
export interface ValueGroup {
  cell: DiffCell;
  models: number[];
}

const groups = new WeakMap<DiffRow, ValueGroup[]>();

/** Put together the models that have the same value. */
export function valueGroups(row: DiffRow, base: number): ValueGroup[] {
  const known = groups.get(row);
  if (known) return known;
  const found = new Map<string, ValueGroup>();
  const add = (cell: DiffCell, model: number): void => {
    const key = cell.change === "same" ? "" : cell.state + writeExact(cell.value ?? null);
    const group = found.get(key);
    if (group) group.models.push(model);
    else found.set(key, { cell, models: [model] });
  };
  add(row.cells[base]!, base);
  row.cells.forEach((cell, model) => model !== base && add(cell, model));
  const made = [...found.values()];
  groups.set(row, made);
  return made;
}

function unifiedHeight(node: Node, base: number, narrow: boolean): number {
  if (node.row === undefined) return ROW;
  const lines = valueGroups(node.row, base).length + (narrow ? 1 : 0);
  return lines * LINE + PAD;
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
