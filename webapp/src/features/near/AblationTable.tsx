/** The ablation table: by key, what it was changed to, and what that alone did to one metric. Display only. */
import { Link } from "@tanstack/react-router";
import { GitCompare } from "lucide-react";
import type { NearGroup } from "../../api/types.ts";
import { Badge } from "../../components/layout/Badge.tsx";
import { Scroll } from "../../components/layout/Scroll.tsx";
import { Value } from "../../components/tree/Value.tsx";
import { useLocale, useMessages } from "../../i18n/messages.ts";
import { directionOf } from "../../lib/format/direction.ts";
import { formatMetric } from "../../lib/format/format.ts";
import { AblationRows } from "./AblationRows.tsx";
import { metricName } from "./effects.ts";

export interface AblationTableProps {
  id: string;
  groups: readonly NearGroup[];
  metric: string | undefined;
  most: number;
  /** What the model itself has of the metric. */
  own: number | string | undefined;
}

/** A group of rows for each key. */
export function AblationTable({ id, groups, metric, most, own }: AblationTableProps) {
  const t = useMessages();
  const { language } = useLocale();
  const direction = metric === undefined ? 0 : directionOf(metric);
  return (
    <Scroll label={t.near.title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.near.values}</th>
            {metric !== undefined && (
              <th scope="col" colSpan={2}>
                {t.near.effect(metricName(metric))}
                {own !== undefined && (
                  <span className="ml-2 font-normal text-muted">
                    {t.near.baseValue}: {typeof own === "number" ? formatMetric(own, language) : own}
                  </span>
                )}
                {direction !== 0 && (
                  <span className="ml-2 font-normal text-muted">
                    {direction > 0 ? t.near.higher : t.near.lower}
                  </span>
                )}
              </th>
            )}
            <th scope="col">{t.near.models}</th>
            <th scope="col">
              <span className="sr-only">{t.near.compare}</span>
            </th>
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group.key}>
            <tr>
              <th scope="rowgroup" colSpan={metric === undefined ? 2 : 4} className="bg-canvas!">
                <span className="flex items-center gap-3">
                  <span className="font-mono">{group.key}</span>
                  {group.seed && (
                    <Badge title={t.near.seedHint} tone="warn">
                      {t.near.seed}
                    </Badge>
                  )}
                  <span className="font-normal text-muted">
                    {t.near.baseValue}: <Value value={group.base} tellMissing />
                  </span>
                </span>
              </th>
              <td className="bg-canvas! text-right">
                <Link
                  to="/diff"
                  search={{ id: [id, ...group.rows.map((row) => row.id)].slice(0, 200) }}
                  className="inline-flex items-center gap-1.5 text-accent hover:underline"
                >
                  <GitCompare aria-hidden size={14} />
                  {t.near.compareAll(Math.min(200, group.rows.length + 1))}
                </Link>
              </td>
            </tr>
            <AblationRows id={id} group={group} metric={metric} most={most} />
          </tbody>
        ))}
      </table>
    </Scroll>
  );
}
