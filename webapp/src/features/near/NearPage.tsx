/** The ablation view of one model: which args were changed alone in other models, and what each change did. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { FlaskConical } from "lucide-react";
import { useMemo } from "react";
import { near } from "../../api/compare.ts";
import type { Near } from "../../api/types.ts";
import { Button } from "../../components/controls/Button.tsx";
import { EmptyState } from "../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Page } from "../../components/layout/Page.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { failureOf } from "../../lib/failure.ts";
import { modelParams } from "../../lib/paths.ts";
import { NotFoundPage } from "../../shell/NotFoundPage.tsx";
import { AblationTable } from "./AblationTable.tsx";
import { ownValue, scaleOf, sharedMetrics, sortedGroups } from "./effects.ts";
import { NearBar } from "./NearBar.tsx";
import type { NearSearch } from "./search.ts";
import { TogetherTable } from "./TogetherTable.tsx";

/** The page at `/near/<dataset>/<architecture>:<hash>`. */
export function NearPage() {
  const t = useMessages();
  const { dataset, model } = useParams({ from: "/shell/near/$dataset/$model" });
  const search = useSearch({ from: "/shell/near/$dataset/$model" });
  const ref = `${dataset}/${model}`;
  const found = useQuery(near(ref, search.k ?? 1));
  if (found.isError && failureOf(found.error).status === 404) return <NotFoundPage />;
  const id = found.data?.id ?? ref;
  return (
    <Page
      title={t.near.title}
      aside={
        <Link
          to="/models/$dataset/$model"
          params={modelParams(id)}
          className="tap inline-flex items-center border border-rim bg-surface hover:bg-sunken"
        >
          {t.near.back}
        </Link>
      }
    >
      <div className="-mt-3 flex flex-col gap-1">
        <code className="font-mono break-all text-muted">{id}</code>
        <p className="text-muted">{t.near.intro}</p>
      </div>
      {found.isPending && <Skeleton lines={10} />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && (
        <div
          className={`flex flex-col gap-5 ${found.isPlaceholderData ? "opacity-55" : ""}`}
          aria-busy={found.isFetching}
        >
          <Loaded found={found.data} search={search} />
        </div>
      )}
    </Page>
  );
}

function Loaded({ found, search }: { found: Near; search: NearSearch }) {
  const t = useMessages();
  const navigate = useNavigate({ from: "/near/$dataset/$model" });
  const { k = 1, sort = "effect" } = search;
  const metrics = useMemo(() => sharedMetrics(found), [found]);
  const metric = search.metric !== undefined && metrics.includes(search.metric) ? search.metric : metrics[0];
  const groups = useMemo(() => sortedGroups(found, metric, sort), [found, metric, sort]);
  const together = found.rows.filter((row) => row.count > 1);
  return (
    <>
      <NearBar search={search} metric={metric} metrics={metrics} />
      <div className="flex flex-col gap-1 text-muted empty:hidden">
        {found.compared !== null && <p role="status">{t.near.compared(found.total, found.compared)}</p>}
        {!found.complete && <p>{t.near.incomplete}</p>}
        {metric === undefined && found.rows.length > 0 && <p>{t.near.noMetric}</p>}
      </div>
      {groups.length > 0 && (
        <AblationTable
          id={found.id}
          groups={groups}
          metric={metric}
          most={scaleOf(found, metric)}
          own={ownValue(found, metric)}
        />
      )}
      {together.length > 0 && (
        <section className="flex flex-col gap-2">
          <h2 className="text-lg font-semibold">{t.near.together}</h2>
          <p className="text-muted">{t.near.togetherHint}</p>
          <TogetherTable id={found.id} rows={together} metric={metric} />
        </section>
      )}
      {found.rows.length === 0 && (
        <EmptyState
          icon={<FlaskConical size={34} />}
          title={k === 1 ? t.near.empty : t.near.emptyK(k)}
          hint={t.near.emptyHint}
        >
          {k < 3 && (
            <Button onClick={() => void navigate({ search: (old) => ({ ...old, k: k + 1 }) })}>
              {t.near.widen(k + 1)}
            </Button>
          )}
        </EmptyState>
      )}
    </>
  );
}
