/** Which metric is looked at, how many args may differ, in which order. All of it is in the address. */
import { useNavigate } from "@tanstack/react-router";
import { useId } from "react";
import { INPUT } from "../../components/controls/TextField.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { metricName } from "./effects.ts";
import { KS, ORDERS, type NearSearch, type Order } from "./search.ts";

export interface NearBarProps {
  search: NearSearch;
  metric: string | undefined;
  metrics: readonly string[];
}

/** One line of controls. */
export function NearBar({ search, metric, metrics }: NearBarProps) {
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
