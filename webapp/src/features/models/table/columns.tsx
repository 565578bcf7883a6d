/**
 * The columns of the models table: width, alignment and cell of each field, and of any arg or metric.
 * Which columns are shown is in the address; what a cell looks like is in cells.tsx.
 */
import type { ReactNode } from "react";
import type { ModelRow } from "../../../api/types.ts";
import { type GridColumn, USUAL_WIDTH } from "../../../components/grid/grid.ts";
import { Badge } from "../../../components/layout/Badge.tsx";
import { StateBadge } from "../../../components/layout/StateBadge.tsx";
import type { Messages } from "../../../i18n/messages.ts";
import { formatBytes, formatMetric, formatMoment, formatRelative } from "../../../lib/format/format.ts";
import { isMapping, type Json, NumberText, writeExact } from "../../../lib/json/json.ts";
import { formatKey, parseKey } from "../../../lib/json/keys.ts";
import { here, modelPath } from "../../../lib/paths.ts";
import { DEFAULT_COLUMNS } from "../rowsSearch.ts";

/** The words and the language that cells are written in. */
interface Words {
  t: Messages;
  language: string;
}

/** How values of a column are shown; `full` is the whole of one where `cell` shows less. */
interface CellLook {
  cell: (value: Json | undefined, words: Words) => ReactNode;
  full?: (value: Json | undefined, words: Words) => string | undefined;
}

const SHORT = 60;
/** Characters of a number that fit into the usual width. */
const LONG_NUMBER = 12;

/**
 * What a value looks like in a cell: text wherever text will do, for every box costs on each step of scrolling.
 * Display only; no component of its own and no hook, which a thousand cells would pay for.
 */
function plainCell(value: Json | undefined, { t }: Words): ReactNode {
  if (value === undefined) return <span className="sr-only">{t.app.missing}</span>;
  if (value === null) return <span className="grid-null">null</span>;
  if (typeof value === "string")
    return value === "" ? <span className="grid-null">&quot;&quot;</span> : value;
  if (Array.isArray(value) || isMapping(value)) {
    return (
      <span data-tree className="grid-tree">
        {treeText(value)}
      </span>
    );
  }
  return value instanceof NumberText ? shortNumber(value) : String(value);
}

/** A number as it was written, or marked as rounded where its many digits would be cut: `≈0.64`. */
function shortNumber({ text, value }: NumberText): string {
  if (text.length <= LONG_NUMBER || Number.isInteger(value) || !Number.isFinite(value)) return text;
  const rounded = Number(value.toPrecision(6));
  return rounded === value ? String(rounded) : `≈${rounded}`;
}

function treeText(value: Json[] | { [key: string]: Json }): string {
  if (!Array.isArray(value)) return `{${Object.keys(value).length}}`;
  const flat = value.length < 9 && value.every((one) => typeof one !== "object" || one instanceof NumberText);
  const text = flat ? writeExact(value) : "";
  return flat && text.length <= SHORT ? text : `[${value.length}]`;
}

const plain: CellLook = {
  cell: plainCell,
  full: (value) => {
    if (value instanceof NumberText) return value.text.length > LONG_NUMBER ? value.text : undefined;
    return Array.isArray(value) || isMapping(value) ? writeExact(value).slice(0, 2000) : undefined;
  },
};

const metric: CellLook = numberLook(formatMetric);

const bytes: CellLook = numberLook(formatBytes);

const title: CellLook = { cell: (value, words) => (value === "" ? null : plainCell(value, words)) };

const state: CellLook = {
  cell: (value, words) =>
    typeof value === "string" ? <StateBadge state={value} t={words.t} /> : plainCell(value, words),
};

const tags: CellLook = {
  cell: (value, words) =>
    Array.isArray(value)
      ? wordsOf(value).map((word) => <Badge key={word}>{word}</Badge>)
      : plainCell(value, words),
  full: (value) => (Array.isArray(value) && value.length > 1 ? wordsOf(value).join(", ") : undefined),
};

const moment: CellLook = {
  cell: (value, { t, language }) =>
    typeof value === "string" ? formatRelative(value, language) : plainCell(value, { t, language }),
  full: (value, { language }) => (typeof value === "string" ? formatMoment(value, language) : undefined),
};

/** The ID as a link; the table follows it, so that a new tab is a middle click away. */
function idCell(id: string): ReactNode {
  const colon = id.lastIndexOf(":");
  return (
    <a href={here(modelPath(id))} tabIndex={-1} title={id} aria-label={id} className="grid-link">
      <span>{id.slice(0, colon)}</span>
      <span>{id.slice(colon)}</span>
    </a>
  );
}

function wordsOf(value: Json[]): string[] {
  return value.map((item) => (typeof item === "string" ? item : writeExact(item)));
}

function numberLook(format: (value: number, language: string) => string): CellLook {
  return {
    cell: (value, words) =>
      value instanceof NumberText ? format(value.value, words.language) : plainCell(value, words),
    full: (value, { language }) =>
      value instanceof NumberText && format(value.value, language) !== value.text ? value.text : undefined,
  };
}

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
  state: { width: 126, look: state },
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
  if (key === "run.outcome") return LOOKS.state;
  if (key === "run.started_at" || key === "run.ended_at") return LOOKS.created_at;
  const isMetric = key.startsWith("metrics.");
  return {
    width: USUAL_WIDTH,
    align: isMetric || numeric.has(key) ? "end" : undefined,
    look: isMetric ? metric : plain,
  };
}
