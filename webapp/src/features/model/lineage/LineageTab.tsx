/** What a model came of and what came of it: a graph, and the same as two lists. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { GitFork } from "lucide-react";
import { lazy, Suspense } from "react";
import { lineage } from "./queries.ts";
import { EmptyState } from "../../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { Snippet } from "../../../components/controls/Snippet.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { bothWays } from "./lineage.ts";
import { LineageList } from "./LineageList.tsx";

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
