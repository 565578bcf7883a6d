/** Metrics of every checkpoint: plots over the steps where there are some, tiles where not, and a table with one row each. */
import { useQuery } from "@tanstack/react-query";
import { ChartLine } from "lucide-react";
import { lazy, Suspense } from "react";
import { checkpoints } from "../../../api/queries.ts";
import { EmptyState } from "../../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { KeyHeading } from "../../../components/layout/KeyHeading.tsx";
import { Scroll } from "../../../components/layout/Scroll.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { Snippet } from "../../../components/controls/Snippet.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatCount, formatMetric } from "../../../lib/format/format.ts";
import type { Checkpoint, Parent } from "../../../api/types.ts";
import { useSeenAs } from "../useSeenAs.ts";

const MetricPlots = lazy(async () => ({ default: (await import("./MetricPlots.tsx")).MetricPlots }));
const NONE: readonly Parent[] = [];

export interface MetricsTabProps {
  id: string;
  parents?: readonly Parent[] | undefined;
  /** Whether its replicas may be looked at. */
  hasFamily: boolean;
}

/** The third tab. */
export function MetricsTab({ id, parents = NONE, hasFamily }: MetricsTabProps) {
  const t = useMessages();
  const found = useQuery(checkpoints(id, useSeenAs()));
  if (found.isPending) return <Skeleton />;
  if (found.isError) return <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />;
  const names = [...new Set(found.data.flatMap((one) => Object.keys(one.metrics)))];
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
        <MetricPlots id={id} checkpoints={found.data} names={names} parents={parents} hasFamily={hasFamily} />
      </Suspense>
      {found.data.length > 1 && <ByCheckpoint checkpoints={found.data} names={names} />}
    </div>
  );
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
