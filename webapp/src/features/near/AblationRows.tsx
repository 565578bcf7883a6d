/** The models in which one key was changed alone, a row for each; of many the first few, the rest on demand. */
import { useState } from "react";
import type { NearGroup } from "../../api/types.ts";
import { Button } from "../../components/controls/Button.tsx";
import { Value } from "../../components/tree/Value.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { judge } from "../../lib/format/direction.ts";
import { CompareWith } from "./CompareWith.tsx";
import { EffectBar } from "./EffectBar.tsx";
import { effectOf } from "./effects.ts";
import { EffectText } from "./EffectText.tsx";
import { NearModel } from "./NearModel.tsx";

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
              <NearModel id={row.id} />
            </td>
            <td className="text-right">
              <CompareWith id={id} other={row.id} />
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
