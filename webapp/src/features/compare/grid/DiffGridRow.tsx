/** One row of the comparison: a section, a group with its counts, or a key with its values. Drawn again only if it changed. */
import { memo } from "react";
import type { Comparison } from "../../../api/types.ts";
import { ModelCell, UnifiedCell } from "./DiffGridCells.tsx";
import { PathCell } from "./PathCell.tsx";
import type { Shape } from "../shape.ts";
import type { Node } from "../tree.ts";

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
