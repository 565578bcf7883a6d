/** The edges of a lineage as a list: model, how it came to be, in how many args it differs. */
import { Link } from "@tanstack/react-router";
import type { LineageEdge, LineageNode } from "./queries.ts";
import { Badge } from "../../../components/layout/Badge.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { modelParams } from "../../../lib/paths.ts";

export interface LineageListProps {
  edges: readonly LineageEdge[];
  nodes: readonly LineageNode[];
  /** Which end of the edges is listed. */
  end: "from" | "to";
}

/** One row per edge. */
export function LineageList({ edges, nodes, end }: LineageListProps) {
  const t = useMessages();
  const known = new Map(nodes.map((node) => [node.id, node]));
  return (
    <ul className="flex flex-col divide-y divide-line rounded-md border border-line bg-surface empty:hidden">
      {edges.map((edge) => {
        const node = known.get(edge[end]);
        const deleted = node?.state === "deleted";
        return (
          <li
            key={`${edge.from} ${edge.to}`}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2"
          >
            <span className="flex min-w-0 grow basis-48 flex-col">
              {deleted ? (
                <span className="break-all text-muted">{edge[end]}</span>
              ) : (
                <Link
                  to="/models/$dataset/$model"
                  params={modelParams(edge[end])}
                  search={{ tab: "lineage" }}
                  className="break-all text-accent hover:underline"
                >
                  {edge[end]}
                </Link>
              )}
              {node?.title && <span className="truncate text-muted">{node.title}</span>}
            </span>
            {deleted && <Badge>{t.lineage.deleted}</Badge>}
            {node?.note?.verdict === "bad" && (
              <Badge tone="bad" title={node.note.reason}>
                {t.lineage.warnTitle}
              </Badge>
            )}
            <Badge>{t.kinds[edge.kind]}</Badge>
            <Differing edge={edge} />
          </li>
        );
      })}
    </ul>
  );
}

function Differing({ edge }: { edge: LineageEdge }) {
  const t = useMessages();
  if (edge.differing === null) return null;
  return (
    <Link
      to="/diff"
      search={{ id: [edge.from, edge.to] }}
      aria-label={`${t.lineage.differing(edge.differing)}: ${t.lineage.compare(edge.from, edge.to)}`}
      title={t.lineage.differingHint(edge.differing)}
      className="text-accent underline"
    >
      {t.lineage.differing(edge.differing)}
    </Link>
  );
}
