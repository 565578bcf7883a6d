/** The models in which one key was changed alone, a row for each; of many the first few, the rest on demand. */
import { Link } from "@tanstack/react-router";
import { GitCompare } from "lucide-react";
import { useState } from "react";
import type { NearGroup } from "../../api/types.ts";
import { Button } from "../../components/Button.tsx";
import { Value } from "../../components/Value.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { judge } from "../../lib/direction.ts";
import { modelParams } from "../../lib/paths.ts";
import { EffectBar } from "./EffectBar.tsx";
import { effectOf } from "./effects.ts";
import { EffectText } from "./EffectText.tsx";

const FEW = 8;

export interface AblationRowsProps {
  id: string;
  group: NearGroup;
  metric: string | undefined;
  most: number;
}

/** Value, effect, model. */
export function AblationRows({ id, group, metric, most }: AblationRowsProps) {
  const t = useMessages();
  const [all, setAll] = useState(false);
  const rows = all ? group.rows : group.rows.slice(0, FEW);
  return (
    <>
      {rows.map((row) => {
        const effect = effectOf(row.metrics, metric);
        return (
          <tr key={row.id}>
            <th scope="row" className="max-w-64 truncate pl-7!">
              <Value value={row.value} tellMissing />
            </th>
            {metric !== undefined && (
              <>
                <td className="w-px">
                  <EffectBar effect={effect} most={most} verdict={judge(metric, effect)} seed={group.seed} />
                </td>
                <td>
                  <EffectText metric={metric} change={row.metrics[metric]} />
                </td>
              </>
            )}
            <td className="max-w-80 truncate">
              <Link
                to="/models/$dataset/$model"
                params={modelParams(row.id)}
                title={row.id}
                className="font-mono text-[0.93rem] text-accent hover:underline"
              >
                {row.id.slice(row.id.lastIndexOf(":") + 1)}
              </Link>
            </td>
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
        );
      })}
      {group.rows.length > rows.length && (
        <tr>
          <td colSpan={metric === undefined ? 3 : 5}>
            <Button look="quiet" onClick={() => setAll(true)}>
              {t.near.show} ({t.near.count(group.rows.length)})
            </Button>
          </td>
        </tr>
      )}
    </>
  );
}
