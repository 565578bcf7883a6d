/** What was logged and measured: plots over the steps where there are some, tiles where not, and a table of the checkpoints. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ChartLine } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useRef } from "react";
import { checkpoints, keys } from "../../../api/queries.ts";
import { EmptyState } from "../../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { KeyHeading } from "../../../components/layout/KeyHeading.tsx";
import { Scroll } from "../../../components/layout/Scroll.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { Snippet } from "../../../components/controls/Snippet.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatCount, formatMetric } from "../../../lib/format/format.ts";
import type { Checkpoint, Parent } from "../../../api/types.ts";
import { REFRESH_MS } from "../runs/runs.ts";
import { useSeenAs } from "../useSeenAs.ts";
import { type SeriesHead, seriesHeads } from "./series.ts";

const MetricPlots = lazy(async () => ({ default: (await import("./MetricPlots.tsx")).MetricPlots }));
const NONE: readonly Parent[] = [];

export interface MetricsTabProps {
  id: string;
  parents?: readonly Parent[] | undefined;
  /** Whether its replicas may be looked at. */
  hasFamily: boolean;
  /** While it is trained, points come. */
  training: boolean;
}

/** The third tab. */
export function MetricsTab({ id, parents = NONE, hasFamily, training }: MetricsTabProps) {
  const t = useMessages();
  const found = useQuery(checkpoints(id, useSeenAs()));
  const logged = useQuery({ ...seriesHeads(id), refetchInterval: training && REFRESH_MS });
  const heads = useMemo(() => new Map(logged.data?.map((head) => [head.key, head])), [logged.data]);
  useFreshCurves(id, heads);
  if (found.isPending || logged.isPending) return <Skeleton />;
  const failed = [found, logged].find((one) => one.isError);
  if (failed) return <ErrorNotice error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!found.isSuccess) return null;
  const measured = [...new Set(found.data.flatMap((one) => Object.keys(one.metrics)))];
  const names = [...new Set([...heads.keys(), ...measured])];
  if (names.length === 0) {
    return (
      <EmptyState icon={<ChartLine size={34} />} title={t.metrics.empty} hint={t.metrics.emptyHint}>
        <Snippet code="modelbase push ./checkpoint --args args.json --metric top1=76.1" />
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-5">
      <Suspense fallback={<Skeleton lines={4} />}>
        <MetricPlots
          id={id}
          checkpoints={found.data}
          heads={heads}
          names={names}
          parents={parents}
          hasFamily={hasFamily}
        />
      </Suspense>
      {found.data.length > 1 && measured.length > 0 && (
        <ByCheckpoint checkpoints={found.data} names={measured} />
      )}
    </div>
  );
}

/** Curves are read again once their series have more points: each by its own key in the cache. */
function useFreshCurves(id: string, heads: ReadonlyMap<string, SeriesHead>): void {
  const client = useQueryClient();
  const counts = useRef(new Map<string, number>());
  useEffect(() => {
    for (const { key, count } of heads.values()) {
      const before = counts.current.get(key) ?? count;
      counts.current.set(key, count);
      if (before !== count) void client.invalidateQueries({ queryKey: [...keys.model(id), "series", key] });
    }
  }, [client, id, heads]);
}

function ByCheckpoint({ checkpoints: rows, names }: { checkpoints: readonly Checkpoint[]; names: string[] }) {
  const t = useMessages();
  const { language } = useLocale();
  return (
    <Scroll pinned label={t.metrics.table}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.metrics.checkpoint}</th>
            <th scope="col" className="text-right">
              {t.metrics.step}
            </th>
            {names.map((name) => (
              <KeyHeading key={name} name={name} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <tr key={one.id}>
              <th scope="row" className="max-w-[40vw] truncate" title={one.label}>
                {one.label}
              </th>
              <td className="text-right">{one.step !== null && formatCount(one.step, language)}</td>
              {names.map((name) => {
                const value = one.metrics[name];
                return (
                  <td
                    key={name}
                    className="text-right"
                    title={value === undefined ? undefined : String(value)}
                  >
                    {typeof value === "number" ? formatMetric(value, language) : value}
                    {value === undefined && <span className="sr-only">{t.app.missing}</span>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
