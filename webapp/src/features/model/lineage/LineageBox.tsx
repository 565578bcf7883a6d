/** A model in the lineage graph: a link in a box. One box may stand for many siblings. */
import { Link } from "@tanstack/react-router";
import { Handle, Position, type Node, type NodeProps } from "@xyflow/react";
import type { LineageNode } from "./queries.ts";
import { useMessages } from "../../../i18n/messages.ts";
import { modelParams } from "../../../lib/paths.ts";

export const BOX = { width: 230, height: 62 };

export type ModelNode = Node<
  { node: LineageNode | null; count: number; parent: string; here: boolean },
  "model"
>;

/** The box. */
export function LineageBox({ data }: NodeProps<ModelNode>) {
  const t = useMessages();
  const { node, here, count, parent } = data;
  const look = here ? "border-accent bg-accent-soft" : "border-rim bg-raised";
  const bad = node?.note?.verdict === "bad" ? "border-bad!" : "";
  return (
    <div
      className={`flex flex-col justify-center rounded-md border px-3 py-1.5 text-[0.93rem] ${look} ${bad}`}
      style={BOX}
    >
      <Handle type="target" position={Position.Left} isConnectable={false} />
      {node === null && (
        <Link to="/" search={{ where: `parent = "${parent}"` }} className="text-accent underline">
          {t.lineage.more(count)}
        </Link>
      )}
      {node !== null && <Name node={node} here={here} />}
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  );
}

function Name({ node, here }: { node: LineageNode; here: boolean }) {
  const t = useMessages();
  const told = node.state === "deleted" ? t.lineage.deleted : here ? t.lineage.this : node.title;
  return (
    <>
      {here || node.state === "deleted" ? (
        <span className="truncate font-semibold" title={node.id}>
          {node.id}
        </span>
      ) : (
        <Link
          to="/models/$dataset/$model"
          params={modelParams(node.id)}
          search={{ tab: "lineage" }}
          title={node.id}
          className="nodrag truncate text-accent hover:underline"
        >
          {node.id}
        </Link>
      )}
      <span className="truncate text-muted">{told}</span>
    </>
  );
}
