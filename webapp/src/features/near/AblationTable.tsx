/** The ablation table: by key, what it was changed to, and what that alone did to one metric. Display only. */
import { Link } from "@tanstack/react-router";
import { GitCompare } from "lucide-react";
import { useState } from "react";
import type { MetricChange, NearGroup, NearRow } from "../../api/types.ts";
import { Button } from "../../components/controls/Button.tsx";
import { Badge } from "../../components/layout/Badge.tsx";
import { Scroll } from "../../components/layout/Scroll.tsx";
import { Value } from "../../components/tree/Value.tsx";
import { useLocale, useMessages } from "../../i18n/messages.ts";
import { directionOf, judge } from "../../lib/format/direction.ts";
import { formatMetric } from "../../lib/format/format.ts";
import { modelParams } from "../../lib/paths.ts";
import { effectOf, metricName } from "./effects.ts";

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

const FEW = 8;

interface AblationRowsProps {
  id: string;
  group: NearGroup;
  metric: string | undefined;
  most: number;
}

/** The models in which one key was changed alone, a row for each; of many the first few, the rest on demand. */
function AblationRows({ id, group, metric, most }: AblationRowsProps) {
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

const WIDTH = 168;
const HEIGHT = 16;
const MIDDLE = WIDTH / 2;
const TONES = { better: "fill-good", worse: "fill-bad" };

interface EffectBarProps {
  effect: number | null;
  /** The end of the scale. */
  most: number;
  verdict: ReturnType<typeof judge>;
  /** It tells only of chance. */
  seed: boolean;
}

/** An effect as a bar from the middle: to the right is more, to the left is less. Its number stands beside it. */
function EffectBar({ effect, most, verdict, seed }: EffectBarProps) {
  const length = effect === null || most === 0 ? 0 : (Math.abs(effect) / most) * (MIDDLE - 6);
  const end = effect !== null && effect < 0 ? MIDDLE - length : MIDDLE + length;
  const tone = verdict === null ? "fill-accent" : TONES[verdict];
  return (
    <svg aria-hidden width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="block">
      <line x1={0} x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} className="stroke-line" />
      <line x1={MIDDLE} x2={MIDDLE} y1={0} y2={HEIGHT} className="stroke-edge" />
      {effect !== null && (
        <g className={tone} opacity={seed ? 0.45 : 1}>
          <rect
            x={Math.min(MIDDLE, end)}
            y={HEIGHT / 2 - 2}
            width={length}
            height={4}
            rx={2}
            opacity={0.55}
          />
          <circle cx={end} cy={HEIGHT / 2} r={4.5} />
        </g>
      )}
    </svg>
  );
}

interface TogetherTableProps {
  id: string;
  rows: readonly NearRow[];
  metric: string | undefined;
}

/** Models that differ in more than one arg: all that was changed, and what it did together. Display only. */
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

const TEXT_TONES = { better: "text-good", worse: "text-bad" };

/** What a change did to a metric: the value, the difference, better or worse by word as well as by colour. */
function EffectText({ metric, change }: { metric: string; change: MetricChange | undefined }) {
  const t = useMessages();
  const { language } = useLocale();
  if (change === undefined) return <span className="text-faint italic">{t.near.unknown}</span>;
  const { value, delta } = change;
  const verdict = judge(metric, delta);
  const shown = typeof value === "number" ? formatMetric(value, language) : value;
  return (
    <span className="inline-flex items-baseline gap-2">
      <span className="min-w-14 text-right">{shown}</span>
      {delta === 0 && <span className="text-muted">{t.near.unchanged}</span>}
      {delta !== undefined && delta !== null && delta !== 0 && (
        <span className={verdict === null ? "text-muted" : TEXT_TONES[verdict]}>
          {delta > 0 ? "+" : "−"}
          {formatMetric(Math.abs(delta), language)}
          {verdict !== null && ` ${t.near[verdict]}`}
        </span>
      )}
    </span>
  );
}

/** A near model in a table: its hash as the way to it, since all here are of one name. */
function NearModel({ id }: { id: string }) {
  return (
    <Link
      to="/models/$dataset/$model"
      params={modelParams(id)}
      title={id}
      className="font-mono text-[0.93rem] text-accent hover:underline"
    >
      {id.slice(id.lastIndexOf(":") + 1)}
    </Link>
  );
}

/** The way from a near model to its comparison with the one of the page. */
function CompareWith({ id, other }: { id: string; other: string }) {
  const t = useMessages();
  const name = t.near.compareWith(other);
  return (
    <Link
      to="/diff"
      search={{ id: [id, other] }}
      aria-label={name}
      title={name}
      className="inline-flex size-7 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-accent"
    >
      <GitCompare aria-hidden size={14} />
    </Link>
  );
}
