/** The value cells of one row of the comparison: one per model, or one for all of them. Display only. */
import { Maximize2 } from "lucide-react";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatCount } from "../../../lib/format/format.ts";
import { CellValue } from "./CellValue.tsx";
import { ChangeMark } from "./ChangeMark.tsx";
import type { DiffGridRowProps } from "./DiffGridRow.tsx";
import { tallyOf, type Tally } from "../tree.ts";
import { UnifiedValues } from "./UnifiedValues.tsx";

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

/** What one model has. */
export function ModelCell({ grid, comparison, shape, node, at, active, model, number }: ModelCellProps) {
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
export function UnifiedCell({ grid, comparison, shape, node, at, active }: DiffGridRowProps) {
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
