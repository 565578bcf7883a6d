/**
 * The columns of the models table: width, alignment and cell of each field, and of any arg or metric.
 * Display only; which columns are shown is in the address.
 * Longer than a component may be: it is one table of small cells, which is read as a whole.
 */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ModelRow } from "../../api/types.ts";
import { Badge, toneOf } from "../../components/Badge.tsx";
import { Value } from "../../components/Value.tsx";
import { useLocale, useMessages, type Messages } from "../../i18n/messages.ts";
import { formatBytes, formatMetric, formatMoment, formatRelative } from "../../lib/format.ts";
import { NumberText, writeExact, type Json } from "../../lib/json.ts";
import { formatKey, parseKey } from "../../lib/keys.ts";
import { modelParams } from "../../lib/paths.ts";
import type { GridColumn } from "../../table/grid.ts";

/** What the API sends where the address names no columns. */
export const DEFAULT_COLUMNS = [
  "title",
  "state",
  "tags",
  "checkpoints",
  "size",
  "owner",
  "created_at",
  "updated_at",
];

type Cell = (props: { value: Json | undefined }) => ReactNode;
type FieldName = keyof Messages["fields"];

interface Look {
  width: number;
  align?: "end";
  cell?: Cell;
}

const LOOKS: Record<FieldName, Look> = {
  id: { width: 270 },
  name: { width: 200 },
  dataset: { width: 140 },
  architecture: { width: 140 },
  title: { width: 235, cell: TitleCell },
  owner: { width: 110 },
  state: { width: 95, cell: StateCell },
  tags: { width: 175, cell: TagsCell },
  aliases: { width: 150, cell: TagsCell },
  visibility: { width: 110, cell: StateCell },
  checkpoints: { width: 112, align: "end" },
  size: { width: 95, align: "end", cell: SizeCell },
  family: { width: 120 },
  digest: { width: 120 },
  parent: { width: 220, cell: TagsCell },
  ancestor: { width: 220, cell: TagsCell },
  latest: { width: 120 },
  created_at: { width: 125, cell: MomentCell },
  updated_at: { width: 125, cell: MomentCell },
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

/** The columns of the table: the ID, which stays in place, and the asked ones. */
export function gridColumns(
  keys: readonly string[],
  t: Messages,
  numeric: ReadonlySet<string> = NO_KEYS,
): GridColumn<ModelRow>[] {
  const id: GridColumn<ModelRow> = {
    key: "id",
    label: t.fields.id,
    width: LOOKS.id.width,
    pinned: true,
    sortable: true,
    cell: (row) => <IdCell id={row.id} />,
  };
  return [id, ...keys.filter((key) => key !== "id").map((key) => gridColumn(key, t, numeric.has(key)))];
}

/** The whole key of a column: one that is neither a field nor in a room of its own is an arg. */
export function qualified(key: string): string {
  // `count` is what a folded table is sorted by: how many models a family has.
  return key in LOOKS || key === "count" || /^(args|metrics)\./.test(key) ? key : `args.${key}`;
}

function gridColumn(key: string, t: Messages, numeric: boolean): GridColumn<ModelRow> {
  const field = key in LOOKS ? (key as FieldName) : null;
  const { width, align, cell: Show = Value } = field ? LOOKS[field] : leafLook(key, numeric);
  return {
    key,
    ...(field ? { label: t.fields[field] } : splitHeading(key)),
    width,
    align,
    sortable: !UNSORTABLE.has(key),
    cell: (row) => <Show value={row[key]} />,
  };
}

function splitHeading(key: string): { label: string; parent?: string } {
  const segments = parseKey(key) ?? [key];
  const leaf = formatKey(segments.slice(-1));
  return segments.length > 1 ? { label: leaf, parent: formatKey(segments.slice(0, -1)) } : { label: leaf };
}

/** The keys of these rows whose values are numbers: their headings stand at the end, as the numbers do. */
export function numericKeys(keys: readonly string[], rows: readonly ModelRow[]): ReadonlySet<string> {
  const isNumber = (key: string): boolean =>
    rows.find((row) => row[key] !== undefined && row[key] !== null)?.[key] instanceof NumberText;
  return new Set(keys.filter(isNumber));
}

function leafLook(key: string, numeric: boolean): Look {
  const metric = key.startsWith("metrics.");
  return { width: 130, align: metric || numeric ? "end" : undefined, cell: metric ? MetricCell : Value };
}

function IdCell({ id }: { id: string }) {
  const colon = id.lastIndexOf(":");
  return (
    <Link
      to="/models/$dataset/$model"
      params={modelParams(id)}
      tabIndex={-1}
      title={id}
      aria-label={id}
      className="flex h-full min-w-0 text-accent hover:underline"
    >
      <span className="truncate">{id.slice(0, colon)}</span>
      <span className="shrink-0 text-muted">{id.slice(colon)}</span>
    </Link>
  );
}

function MetricCell({ value }: { value: Json | undefined }) {
  const { language } = useLocale();
  if (!(value instanceof NumberText)) return <Value value={value} />;
  return <span title={value.text}>{formatMetric(value.value, language)}</span>;
}

function TitleCell({ value }: { value: Json | undefined }) {
  return value === "" ? null : <Value value={value} />;
}

function StateCell({ value }: { value: Json | undefined }) {
  const t = useMessages();
  if (typeof value !== "string") return <Value value={value} />;
  return <Badge tone={toneOf(value)}>{t.states[value as keyof Messages["states"]] ?? value}</Badge>;
}

function TagsCell({ value }: { value: Json | undefined }) {
  if (!Array.isArray(value)) return <Value value={value} />;
  const words = value.map((item) => (typeof item === "string" ? item : writeExact(item)));
  return (
    <span className="space-x-1" title={words.join(", ")}>
      {words.map((word) => (
        <Badge key={word}>{word}</Badge>
      ))}
    </span>
  );
}

function SizeCell({ value }: { value: Json | undefined }) {
  const { language } = useLocale();
  if (!(value instanceof NumberText)) return <Value value={value} />;
  return <span title={value.text}>{formatBytes(value.value, language)}</span>;
}

function MomentCell({ value }: { value: Json | undefined }) {
  const { language } = useLocale();
  if (typeof value !== "string") return <Value value={value} />;
  return (
    <time dateTime={value} title={formatMoment(value, language)} className="text-muted">
      {formatRelative(value, language)}
    </time>
  );
}
