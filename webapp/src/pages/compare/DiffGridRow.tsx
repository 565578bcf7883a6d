/** One row of the comparison: a section, a group with its counts, or a key with its values. Drawn again only if it changed. */
import { Maximize2 } from "lucide-react";
import { memo } from "react";
import type { Comparison } from "../../api/types.ts";
import { useLocale, useMessages } from "../../i18n/messages.ts";
import { formatCount } from "../../lib/format.ts";
import { CellValue } from "./CellValue.tsx";
import { ChangeMark } from "./ChangeMark.tsx";
import { PathCell } from "./PathCell.tsx";
import type { Shape } from "./shape.ts";
import { tallyOf, type Node, type Tally } from "./tree.ts";
import { UnifiedValues } from "./UnifiedValues.tsx";

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

const GROUND = {
  same: "bg-surface",
  changed: "bg-[color-mix(in_oklab,var(--warn-soft)_55%,var(--surface))]",
  added: "bg-[color-mix(in_oklab,var(--good-soft)_65%,var(--surface))]",
  removed: "bg-[color-mix(in_oklab,var(--bad-soft)_65%,var(--surface))]",
};

function Row(props: DiffGridRowProps) {
  const { shape, node, at, open, active } = props;
  const { order, narrow, column } = shape;
  const height = shape.heights[at]!;
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

interface ModelCellProps extends DiffGridRowProps {
  model: number;
  number: number;
}

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
