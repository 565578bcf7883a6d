/** An edge of the lineage graph: how a model came to be, and in how many args it differs from its parent. */
import { Link } from "@tanstack/react-router";
import { BaseEdge, EdgeLabelRenderer, getSmoothStepPath, type Edge, type EdgeProps } from "@xyflow/react";
import type { LineageEdge } from "./queries.ts";
import { useMessages } from "../../../i18n/messages.ts";

export type KindEdge = Edge<{ edge: LineageEdge | null }, "kind">;

/** The line and what stands on it. */
export function LineageLine(props: EdgeProps<KindEdge>) {
  const t = useMessages();
  const [path, x, y] = getSmoothStepPath(props);
  const edge = props.data?.edge ?? null;
  return (
    <>
      <BaseEdge path={path} />
      {edge && (
        <EdgeLabelRenderer>
          <span
            className="nodrag nopan absolute rounded bg-surface px-1 text-[0.8rem] text-muted"
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)`, pointerEvents: "all" }}
          >
            {t.kinds[edge.kind]}
            {edge.differing !== null && (
              <>
                {" · "}
                <Link to="/diff" search={{ id: [edge.from, edge.to] }} className="text-accent underline">
                  {t.lineage.differing(edge.differing)}
                </Link>
              </>
            )}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
}
