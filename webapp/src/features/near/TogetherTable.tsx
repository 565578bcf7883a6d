/** Models that differ in more than one arg: all that was changed, and what it did together. Display only. */
import type { NearRow } from "../../api/types.ts";
import { Scroll } from "../../components/layout/Scroll.tsx";
import { Value } from "../../components/tree/Value.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { CompareWith } from "./CompareWith.tsx";
import { metricName } from "./effects.ts";
import { EffectText } from "./EffectText.tsx";
import { NearModel } from "./NearModel.tsx";

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
                <NearModel id={row.id} />
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
                <CompareWith id={id} other={row.id} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
