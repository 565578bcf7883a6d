/**
 * The columns of the models table: width, alignment and cell of each field, and of any arg or metric.
 * Which columns are shown is in the address; what a cell looks like is in cells.tsx.
 */
import type { ModelRow } from "../../../api/types.ts";
import type { Messages } from "../../../i18n/messages.ts";
import { NumberText } from "../../../lib/json/json.ts";
import { formatKey, parseKey } from "../../../lib/json/keys.ts";
import { DEFAULT_COLUMNS } from "../rowsSearch.ts";
import { USUAL_WIDTH, type GridColumn } from "../../../components/grid/grid.ts";
import {
  bytes,
  idCell,
  metric,
  moment,
  plain,
  state,
  tags,
  title,
  type CellLook,
  type Words,
} from "./cells.tsx";

type FieldName = keyof Messages["fields"];

interface Look {
  width: number;
  /** The width on a phone. */
  phone?: number;
  align?: "end";
  look?: CellLook;
}

const LOOKS: Record<FieldName, Look> = {
  // On 320 pixels all of a digest is in sight, beside the box and the scroll bar.
  id: { width: 270, phone: 232 },
  name: { width: 200 },
  dataset: { width: 140 },
  architecture: { width: 140 },
  title: { width: 235, look: title },
  owner: { width: 110 },
  state: { width: 95, look: state },
  tags: { width: 175, look: tags },
  aliases: { width: 150, look: tags },
  visibility: { width: 110, look: state },
  checkpoints: { width: 112, align: "end" },
  size: { width: 95, align: "end", look: bytes },
  family: { width: 120 },
  digest: { width: 120 },
  parent: { width: 220, look: tags },
  ancestor: { width: 220, look: tags },
  latest: { width: 120 },
  created_at: { width: 138, look: moment },
  updated_at: { width: 138, look: moment },
};

const NO_KEYS: ReadonlySet<string> = new Set();
const UNSORTABLE = new Set(["tags", "aliases", "parent", "ancestor"]);

/** The built-in columns that can be shown, without the ID that always is. */
export const FIELD_COLUMNS = [
  ...DEFAULT_COLUMNS,
  "name",
  "dataset",
  "architecture",
  "visibility",
  "aliases",
  "parent",
  "latest",
  "family",
] as readonly string[];

/** What the columns of a table follow from. */
export interface ColumnPlan {
  keys: readonly string[];
  pinned: readonly string[];
  widths: ReadonlyMap<string, number>;
  /** The keys whose values are numbers: they stand at the end. */
  numeric?: ReadonlySet<string>;
}

/** The columns of the table: the ID, which stays in place, and the asked ones. */
export function gridColumns(plan: ColumnPlan, words: Words): GridColumn<ModelRow>[] {
  const id: GridColumn<ModelRow> = {
    key: "id",
    label: words.t.fields.id,
    width: plan.widths.get("id") ?? LOOKS.id.width,
    phone: plan.widths.get("id") ?? LOOKS.id.phone,
    pinned: true,
    fixed: true,
    sortable: true,
    cell: (row) => idCell(row.id),
  };
  const others = plan.keys.filter((key) => key !== "id");
  return [id, ...others.map((key) => gridColumn(key, plan, words))];
}

function gridColumn(key: string, plan: ColumnPlan, words: Words): GridColumn<ModelRow> {
  const field = key in LOOKS ? (key as FieldName) : null;
  const { width, align, look = plain } = field ? LOOKS[field] : leafLook(key, plan.numeric ?? NO_KEYS);
  const { cell, full } = look;
  return {
    key,
    ...(field ? { label: words.t.fields[field] } : splitHeading(key)),
    width: plan.widths.get(key) ?? width,
    pinned: plan.pinned.includes(key),
    align,
    sortable: !UNSORTABLE.has(key),
    cell: (row) => cell(row[key], words),
    full: full && ((row) => full(row[key], words)),
  };
}

function splitHeading(key: string): { label: string; parent?: string } {
  const segments = parseKey(key) ?? [key];
  const label = segments.at(-1)!;
  return segments.length > 1 ? { label, parent: formatKey(segments.slice(0, -1)) } : { label };
}

/** The keys of these rows whose values are numbers: their headings stand at the end, as the numbers do. */
export function numericKeys(keys: readonly string[], rows: readonly ModelRow[]): ReadonlySet<string> {
  const isNumber = (key: string): boolean =>
    rows.find((row) => row[key] !== undefined && row[key] !== null)?.[key] instanceof NumberText;
  return new Set(keys.filter(isNumber));
}

function leafLook(key: string, numeric: ReadonlySet<string>): Look {
  const isMetric = key.startsWith("metrics.");
  return {
    width: USUAL_WIDTH,
    align: isMetric || numeric.has(key) ? "end" : undefined,
    look: isMetric ? metric : plain,
  };
}
