/**
 * The lineage as a layered graph, parents left and children right, laid out by dagre and drawn by React Flow. Nodes
 * are links; what the graph says stands in the lists below it too, so that it may be left out by a screen reader.
 */
import { graphlib, layout } from "@dagrejs/dagre";
import { Link } from "@tanstack/react-router";
import {
  BaseEdge,
  Controls,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  getSmoothStepPath,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { useMemo } from "react";
import { useMessages } from "../../../i18n/messages.ts";
import { modelParams } from "../../../lib/paths.ts";
import { collapsed } from "./lineage.ts";
import type { LineageEdge, LineageNode } from "./queries.ts";

const APART = { nodesep: 18, ranksep: 110 };
const MOST_ZOOM = 1;
/** More than these are too small to read when all are shown. */
const READABLE = 12;

export interface LineageGraphProps {
  id: string;
  nodes: readonly LineageNode[];
  edges: readonly LineageEdge[];
}

/** A graph to look at, move and zoom. */
export function LineageGraph({ id, nodes, edges }: LineageGraphProps) {
  const t = useMessages();
  const laid = useMemo(() => layOut(id, nodes, edges), [id, nodes, edges]);
  const first = useMemo(() => aroundOf(id, laid), [id, laid]);
  return (
    <section
      aria-label={t.lineage.graph}
      className="lineage-graph h-96 rounded-md border border-line bg-surface"
    >
      <ReactFlow
        nodes={laid.nodes}
        edges={laid.edges}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        fitView
        fitViewOptions={{ maxZoom: MOST_ZOOM, padding: 0.15, ...(first && { nodes: first }) }}
        minZoom={0.1}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        preventScrolling={false}
        zoomOnScroll={false}
        proOptions={{ hideAttribution: true }}
      >
        <Controls showInteractive={false} />
      </ReactFlow>
    </section>
  );
}

/** What a large graph begins with: the model and its neighbours; all of it is one press of the controls away. */
function aroundOf(id: string, { nodes, edges }: ReturnType<typeof layOut>): { id: string }[] | null {
  if (nodes.length <= READABLE) return null;
  const near = edges.flatMap(({ source, target }) =>
    source === id ? [target] : target === id ? [source] : [],
  );
  return [...new Set([id, ...near])].slice(0, READABLE).map((one) => ({ id: one }));
}

function layOut(id: string, all: readonly LineageNode[], between: readonly LineageEdge[]) {
  const shown = collapsed(id, all, between);
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: "LR", ...APART });
  graph.setDefaultEdgeLabel(() => ({}));
  const ids = [...shown.nodes.map((node) => node.id), ...shown.rests.map((rest) => rest.id)];
  for (const one of ids) graph.setNode(one, { ...BOX });
  for (const edge of shown.edges) graph.setEdge(edge.from, edge.to);
  for (const rest of shown.rests) graph.setEdge(rest.parent, rest.id);
  layout(graph);
  const nodes = [
    ...shown.nodes.map((node) => ({ id: node.id, node, count: 0, parent: "", here: node.id === id })),
    ...shown.rests.map((rest) => ({ ...rest, node: null, here: false })),
  ].map(({ id: key, ...data }): ModelNode => {
    const { x, y } = graph.node(key);
    return { id: key, type: "model", position: { x: x - BOX.width / 2, y: y - BOX.height / 2 }, data };
  });
  const edges = [
    ...shown.edges.map((edge) => ({ source: edge.from, target: edge.to, edge })),
    ...shown.rests.map((rest) => ({ source: rest.parent, target: rest.id, edge: null })),
  ].map(({ source, target, edge }): KindEdge => ({
    id: `${source} ${target}`,
    type: "kind",
    source,
    target,
    data: { edge },
  }));
  return { nodes, edges };
}

const NODES = { model: LineageBox };
const EDGES = { kind: LineageLine };

const BOX = { width: 230, height: 62 };

type ModelNode = Node<{ node: LineageNode | null; count: number; parent: string; here: boolean }, "model">;

/** A model in the lineage graph: a link in a box. One box may stand for many siblings. */
function LineageBox({ data }: NodeProps<ModelNode>) {
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

type KindEdge = Edge<{ edge: LineageEdge | null }, "kind">;

/** An edge of the lineage graph: how a model came to be, and in how many args it differs from its parent. */
function LineageLine(props: EdgeProps<KindEdge>) {
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
