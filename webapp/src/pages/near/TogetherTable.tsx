/** Models that differ in more than one arg: all that was changed, and what it did together. Display only. */
import { Link } from "@tanstack/react-router";
import { GitCompare } from "lucide-react";
import type { NearRow } from "../../api/types.ts";
import { Scroll } from "../../components/Scroll.tsx";
import { Value } from "../../components/Value.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { modelParams } from "../../lib/paths.ts";
import { metricName } from "./effects.ts";
import { EffectText } from "./EffectText.tsx";

export interface TogetherTableProps {
  id: string;
  rows: readonly NearRow[];
  metric: string | undefined;
}

/** A row for each model. */
export function TogetherTable({ id, rows, metric }: TogetherTableProps) {
  const t = useMessages();
  return (
    <Scroll label={t.near.together}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.near.models}</th>
            <th scope="col">{t.near.changes}</th>
            {metric !== undefined && <th scope="col">{t.near.effect(metricName(metric))}</th>}
            <th scope="col">
              <span className="sr-only">{t.near.compare}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <Link
                  to="/models/$dataset/$model"
                  params={modelParams(row.id)}
                  title={row.id}
                  className="font-mono text-[0.93rem] text-accent hover:underline"
                >
                  {row.id.slice(row.id.lastIndexOf(":") + 1)}
                </Link>
              </th>
              <td>
                <ul className="flex flex-wrap gap-x-5 gap-y-1">
                  {row.keys.map((key) => (
                    <li key={key.key} className="inline-flex max-w-80 items-baseline gap-1.5">
                      <span className="truncate font-mono text-[0.93rem] text-muted">{key.key}</span>
                      <span className="max-w-40 truncate">
                        <Value value={key.value} tellMissing />
                      </span>
                    </li>
                  ))}
                </ul>
              </td>
              {metric !== undefined && (
                <td>
                  <EffectText metric={metric} change={row.metrics[metric]} />
                </td>
              )}
              <td className="text-right">
                <Link
                  to="/diff"
                  search={{ id: [id, row.id] }}
                  aria-label={t.near.compareWith(row.id)}
                  title={t.near.compareWith(row.id)}
                  className="inline-flex size-7 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-accent"
                >
                  <GitCompare aria-hidden size={14} />
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
