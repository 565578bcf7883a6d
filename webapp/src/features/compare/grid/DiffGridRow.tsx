/** One row of the comparison: a section, a group with its counts, or a key with its values. Drawn again only if it changed. */
import { ChevronDown, ChevronRight, Maximize2 } from "lucide-react";
import { memo } from "react";
import type { Comparison, DiffRow } from "../../../api/types.ts";
import { Badge } from "../../../components/layout/Badge.tsx";
import { type Messages, useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatCount } from "../../../lib/format/format.ts";
import { nameOf } from "../names.ts";
import { type Shape, valueGroups } from "../shape.ts";
import { type Node, type Tally, tallyOf } from "../tree.ts";
import { CellValue, ChangeMark } from "./CellValue.tsx";

export interface DiffGridRowProps {
  grid: string;
  comparison: Comparison;
  shape: Shape;
  node: Node;
  at: number;
  open: boolean;
  /** The active column if the active cell is in this row, else -1. */
  active: number;
  first: number;
  last: number;
}

function Row(props: DiffGridRowProps) {
  const { shape, node, at, open, active } = props;
  const { order, narrow, column } = shape;
  const height = shape.tops[at + 1]! - shape.tops[at]!;
  const start = narrow ? 0 : 1;
  const columns = order.slice(start + props.first, start + props.last + 1);
  return (
    <div
      role="row"
      aria-rowindex={at + 2}
      aria-level={node.depth + 1}
      aria-expanded={node.children.length > 0 ? open : undefined}
      data-row={at}
      className={`group absolute left-0 flex ${active >= 0 ? "z-1" : ""}`}
      style={{ top: shape.tops[at], height, width: shape.width }}
    >
      <PathCell {...props} />
      {shape.layout === "unified" ? (
        <UnifiedCell {...props} />
      ) : (
        <>
          {!narrow && <ModelCell {...props} model={order[0]!} number={1} />}
          <div aria-hidden className="shrink-0" style={{ width: props.first * column }} />
          {columns.map((model, offset) => (
            <ModelCell key={model} {...props} model={model} number={1 + start + props.first + offset} />
          ))}
        </>
      )}
    </div>
  );
}

export const DiffGridRow = memo(Row);

/** The head of a row: a section with its counts, a group, or the last part of a path. */
function PathCell({ grid, shape, node, at, open, active, comparison }: DiffGridRowProps) {
  const section = node.kind === "section";
  const Arrow = open ? ChevronDown : ChevronRight;
  const status = node.row?.status ?? "same";
  const stacked = shape.path === 0;
  return (
    <div
      id={`${grid}-${at}-0`}
      role="rowheader"
      aria-colindex={1}
      data-column={0}
      data-active={active === 0 || undefined}
      title={node.row?.key}
      className={`diff-path sticky left-0 z-10 flex shrink-0 items-center gap-1 overflow-hidden border-b border-line pr-2 ${section ? "bg-sunken font-semibold" : "bg-surface group-hover:bg-sunken"} ${stacked ? "h-8!" : "border-r"} ${node.children.length > 0 ? "cursor-pointer" : ""}`}
      style={{ width: stacked ? shape.width : shape.path, paddingLeft: 8 + Math.max(0, node.depth - 1) * 14 }}
    >
      {node.children.length > 0 ? (
        <Arrow aria-hidden size={14} className="shrink-0 text-muted" />
      ) : (
        <span aria-hidden className="w-3.5 shrink-0" />
      )}
      <PathText node={node} comparison={comparison} />
      {status !== "same" && (shape.layout === "unified" || shape.narrow) && (
        <ChangeMark change={status} text="" />
      )}
    </div>
  );
}

function PathText({ node, comparison }: { node: Node; comparison: Comparison }) {
  const t = useMessages();
  const { language } = useLocale();
  const section = node.kind === "section";
  const count = comparison.counts[node.id];
  return (
    <span className="min-w-0 grow truncate">
      {node.prefix !== "" && <span className="text-muted">{node.prefix}</span>}
      <span className={node.kind === "key" ? "font-medium" : ""}>
        {section ? sectionName(t, node.id) : node.label}
      </span>
      {section && count && (
        <span className="ml-2 font-normal text-muted">
          {formatCount(count.different, language)} / {formatCount(count.total, language)}
        </span>
      )}
    </span>
  );
}

function sectionName(t: Messages, name: string): string {
  return t.diff.sections[name as keyof Messages["diff"]["sections"]] ?? name;
}

const GROUND = {
  same: "bg-surface",
  changed: "bg-[color-mix(in_oklab,var(--warn-soft)_55%,var(--surface))]",
  added: "bg-[color-mix(in_oklab,var(--good-soft)_65%,var(--surface))]",
  removed: "bg-[color-mix(in_oklab,var(--bad-soft)_65%,var(--surface))]",
};

interface ModelCellProps extends DiffGridRowProps {
  model: number;
  number: number;
}

/** The value cells of one row of the comparison: one per model, or one for all of them. Display only. */
function ModelCell({ grid, comparison, shape, node, at, active, model, number }: ModelCellProps) {
  const isBase = model === comparison.base;
  const pinned = isBase && !shape.narrow;
  const cell = node.row?.cells[model];
  const ground = node.kind === "section" ? "bg-sunken" : isBase ? "bg-base" : GROUND[cell?.change ?? "same"];
  return (
    <div
      id={`${grid}-${at}-${number}`}
      role="gridcell"
      aria-colindex={number + 1}
      data-column={number}
      data-model={model}
      data-active={active === number || undefined}
      className={`relative flex shrink-0 items-center overflow-hidden border-r border-b border-r-line/50 border-b-line px-2.5 ${cell ? "cursor-pointer" : ""} ${ground} ${pinned ? "sticky z-10 border-r-line!" : ""}`}
      style={{ width: shape.column, left: pinned ? shape.path : undefined }}
    >
      {node.row && cell ? (
        <CellValue row={node.row} cell={cell} isBase={isBase} />
      ) : (
        !isBase && <TallyText tally={tallyOf(node, model)} />
      )}
    </div>
  );
}

/** What all models have, value by value. */
function UnifiedCell({ grid, comparison, shape, node, at, active }: DiffGridRowProps) {
  const stacked = shape.path === 0;
  return (
    <div
      id={`${grid}-${at}-1`}
      role="gridcell"
      aria-colindex={2}
      data-column={1}
      data-active={active === 1 || undefined}
      className={`flex shrink-0 items-start border-b border-line px-1 ${node.kind === "section" ? "bg-sunken" : "bg-surface"} ${node.row ? "cursor-pointer" : ""} ${stacked ? "absolute inset-x-0 top-[25px]" : ""}`}
      style={{ width: shape.column }}
    >
      {node.row && <UnifiedValues row={node.row} models={comparison.models} base={comparison.base} />}
      {node.row && !stacked && (
        <Maximize2 aria-hidden size={12} className="mt-2.5 hidden shrink-0 text-faint group-hover:block" />
      )}
    </div>
  );
}

function TallyText({ tally }: { tally: Tally }) {
  const { language } = useLocale();
  const t = useMessages();
  const kinds = (["changed", "added", "removed"] as const).filter((kind) => tally[kind] > 0);
  return (
    <span className="flex gap-3 overflow-hidden">
      {kinds.map((kind) => (
        <ChangeMark key={kind} change={kind} text={`${formatCount(tally[kind], language)} ${t.diff[kind]}`} />
      ))}
    </span>
  );
}

interface UnifiedValuesProps {
  row: DiffRow;
  models: Comparison["models"];
  base: number;
}

const BESIDE_GROUND = {
  same: "",
  changed: "bg-warn-soft/45",
  added: "bg-good-soft/60",
  removed: "bg-bad-soft/60",
};

function Values({ row, models, base }: UnifiedValuesProps) {
  const t = useMessages();
  return (
    <div className="flex w-full flex-col py-1">
      {valueGroups(row, base).map(({ cell, models: at }, line) => (
        <div
          key={line}
          className={`flex h-[25px] items-center gap-3 rounded px-2 ${BESIDE_GROUND[cell.change]}`}
        >
          <span className="min-w-0 grow basis-1/2 truncate">
            <CellValue row={row} cell={cell} isBase={line === 0} />
          </span>
          <span
            className="flex min-w-0 shrink basis-2/5 items-center justify-end gap-1.5 truncate text-[0.86rem] text-muted"
            title={at.map((model) => models[model]?.id).join("\n")}
          >
            {line === 0 && <Badge tone="accent">{t.diff.base}</Badge>}
            <span className="truncate">{at.map((model) => nameOf(models[model])).join(", ")}</span>
          </span>
        </div>
      ))}
    </div>
  );
}

/** All values of one key below one another: what the base has, then each other value with the models that have it. */
const UnifiedValues = memo(Values);
