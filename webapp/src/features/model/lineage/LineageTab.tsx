/** The ancestors and descendants of a model: a graph, and the same as two lists. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { GitFork } from "lucide-react";
import { lazy, Suspense } from "react";
import { Snippet } from "../../../components/controls/Snippet.tsx";
import { EmptyState } from "../../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { Badge } from "../../../components/layout/Badge.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { modelParams } from "../../../lib/paths.ts";
import { bothWays } from "./lineage.ts";
import { lineage, type LineageEdge, type LineageNode } from "./queries.ts";

const LineageGraph = lazy(async () => ({ default: (await import("./LineageGraph.tsx")).LineageGraph }));

/** The sixth tab. */
export function LineageTab({ id }: { id: string }) {
  const t = useMessages();
  const found = useQuery(lineage(id));
  if (found.isPending) return <Skeleton lines={8} />;
  if (found.isError) return <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />;
  const { nodes, edges, cut } = found.data;
  if (edges.length === 0) {
    return (
      <EmptyState icon={<GitFork size={34} />} title={t.lineage.empty} hint={t.lineage.emptyHint}>
        <Snippet code={`modelbase push ./checkpoint --args args.json --parent ${id}:finetuned`} />
      </EmptyState>
    );
  }
  const { up, down } = bothWays(id, edges);
  return (
    <div className="flex flex-col gap-5">
      <Suspense fallback={<div className="skeleton h-80" />}>
        <LineageGraph id={id} nodes={nodes} edges={edges} />
      </Suspense>
      <div className="grid items-start gap-5 md:grid-cols-2">
        <section aria-label={t.lineage.up}>
          <h2 className="mb-2 font-semibold">{t.lineage.up}</h2>
          {up.length === 0 && <p className="text-muted">{t.lineage.noneUp}</p>}
          <LineageList edges={up} nodes={nodes} end="from" />
          {cut.up && <p className="mt-2 text-muted">{t.lineage.cutUp}</p>}
        </section>
        <section aria-label={t.lineage.down}>
          <h2 className="mb-2 font-semibold">{t.lineage.down}</h2>
          {down.length === 0 && <p className="text-muted">{t.lineage.noneDown}</p>}
          <LineageList edges={down} nodes={nodes} end="to" />
          {cut.down && <p className="mt-2 text-muted">{t.lineage.cutDown}</p>}
          {down.length > 0 && (
            <Link
              to="/"
              search={{ where: `parent = "${id}"` }}
              className="mt-2 inline-block text-accent underline"
            >
              {t.lineage.allChildren}
            </Link>
          )}
        </section>
      </div>
    </div>
  );
}

interface LineageListProps {
  edges: readonly LineageEdge[];
  nodes: readonly LineageNode[];
  /** Which end of the edges is listed. */
  end: "from" | "to";
}

/** The edges of a lineage as a list: model, how it came to be, in how many args it differs. */
function LineageList({ edges, nodes, end }: LineageListProps) {
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
