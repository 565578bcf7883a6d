/** The ablation view of one model: which args were changed alone in other models, and what each change did. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { FlaskConical } from "lucide-react";
import { useId, useMemo } from "react";
import { near } from "../../api/compare.ts";
import type { Near } from "../../api/types.ts";
import { Button } from "../../components/controls/Button.tsx";
import { INPUT } from "../../components/controls/TextField.tsx";
import { EmptyState } from "../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { Page } from "../../components/layout/Page.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { failureOf } from "../../lib/failure.ts";
import { modelParams } from "../../lib/paths.ts";
import { NotFoundPage } from "../../shell/NotFoundPage.tsx";
import { AblationTable, TogetherTable } from "./AblationTable.tsx";
import { metricName, ownValue, scaleOf, sharedMetrics, sortedGroups } from "./effects.ts";
import { KS, type NearSearch, type Order, ORDERS } from "./search.ts";

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

interface NearBarProps {
  search: NearSearch;
  metric: string | undefined;
  metrics: readonly string[];
}

/** Which metric is looked at, how many args may differ, in which order. All of it is in the address. */
function NearBar({ search, metric, metrics }: NearBarProps) {
  const t = useMessages();
  const field = useId();
  const navigate = useNavigate({ from: "/near/$dataset/$model" });
  const change = (part: Partial<NearSearch>): void =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true });
  const { k = 1, sort = "effect" } = search;
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
      <span className="inline-flex min-w-0 items-center gap-2">
        <label htmlFor={`${field}-metric`} className="shrink-0 text-muted">
          {t.near.metric}
        </label>
        <select
          id={`${field}-metric`}
          value={metric ?? ""}
          disabled={metrics.length === 0}
          onChange={(event) => change({ metric: event.target.value })}
          className={INPUT}
        >
          {metrics.length === 0 && <option value="">{t.app.none}</option>}
          {metrics.map((name) => (
            <option key={name} value={name}>
              {metricName(name)}
            </option>
          ))}
        </select>
      </span>
      <span className="inline-flex items-center gap-2">
        <label htmlFor={`${field}-k`} className="shrink-0 text-muted">
          {t.near.within}
        </label>
        <select
          id={`${field}-k`}
          value={k}
          onChange={(event) =>
            change({ k: Number(event.target.value) === 1 ? undefined : Number(event.target.value) })
          }
          className={INPUT}
        >
          {KS.map((one) => (
            <option key={one} value={one}>
              {one === 1 ? t.near.within1 : t.near.withinK(one)}
            </option>
          ))}
        </select>
      </span>
      <span className="inline-flex items-center gap-2">
        <label htmlFor={`${field}-sort`} className="shrink-0 text-muted">
          {t.near.sortBy}
        </label>
        <select
          id={`${field}-sort`}
          value={sort}
          onChange={(event) => change({ sort: event.target.value as Order })}
          className={INPUT}
        >
          {ORDERS.map((order) => (
            <option key={order} value={order}>
              {t.near.sorts[order]}
            </option>
          ))}
        </select>
      </span>
    </div>
  );
}
