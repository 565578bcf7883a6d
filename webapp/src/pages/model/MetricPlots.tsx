/** The metrics of a model over its steps: one small plot each, smoothed and on a log axis if wanted, parents overlaid. */
import { useQueries } from "@tanstack/react-query";
import { useCallback, useId, useMemo, useState } from "react";
import { checkpoints as checkpointsOf } from "../../api/queries.ts";
import type { Checkpoint, Parent } from "../../api/types.ts";
import { LinePlot, type PlotLine } from "../../components/plots/LinePlot.tsx";
import { useLocale, useMessages } from "../../i18n/messages.ts";
import { curveOf, plottable, smoothed } from "../../lib/curves.ts";
import { formatMetric } from "../../lib/format.ts";

const SMOOTHEST = 0.95;
const MOST_PARENTS = 4;
const NONE: readonly Parent[] = [];

export interface MetricPlotsProps {
  checkpoints: readonly Checkpoint[];
  names: readonly string[];
  parents: readonly Parent[];
}

/** Small multiples and what changes them all. */
export function MetricPlots({ checkpoints, names, parents }: MetricPlotsProps) {
  const t = useMessages();
  const { language } = useLocale();
  const field = useId();
  const [log, setLog] = useState(false);
  const [weight, setWeight] = useState(0);
  const [overlaid, setOverlaid] = useState(false);
  const groups = useMemo(() => plottable(checkpoints, names), [checkpoints, names]);
  const shown = overlaid ? parents.slice(0, MOST_PARENTS) : NONE;
  const others = useQueries({ queries: shown.map((parent) => checkpointsOf(parent.id)) });
  const format = useCallback((value: number) => formatMetric(value, language), [language]);
  if (groups.size === 0) return null;
  const linesOf = (metric: string): PlotLine[] => [
    { name: t.plots.here, points: smoothed(curveOf(checkpoints, metric), weight) },
    ...shown.map((parent, at) => ({
      name: parent.id,
      points: smoothed(curveOf(others[at]?.data ?? [], metric), weight),
      quiet: true,
    })),
  ];
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
        <label className="inline-flex items-center gap-2">
          <input type="checkbox" checked={log} onChange={(event) => setLog(event.target.checked)} />
          {t.plots.log}
        </label>
        <span className="inline-flex items-center gap-2">
          <label htmlFor={field}>{t.plots.smooth}</label>
          <input
            id={field}
            type="range"
            min={0}
            max={SMOOTHEST}
            step={0.05}
            value={weight}
            onChange={(event) => setWeight(Number(event.target.value))}
          />
          <output htmlFor={field} className="w-10 whitespace-nowrap text-muted">
            {weight.toFixed(2)}
          </output>
        </span>
        {parents.length > 0 && (
          <label className="inline-flex items-center gap-2">
            <input
              type="checkbox"
              checked={overlaid}
              onChange={(event) => setOverlaid(event.target.checked)}
            />
            {t.plots.parents}
          </label>
        )}
      </div>
      {[...groups].map(([group, metrics]) => (
        <section key={group} aria-label={group || t.plots.plain} className="flex flex-col gap-2">
          {group !== "" && <h2 className="font-semibold">{group}</h2>}
          <div className="grid gap-4 md:grid-cols-2">
            {metrics.map((metric) => (
              <Small key={metric} metric={metric} lines={linesOf(metric)} log={log} format={format} />
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}

interface SmallProps {
  metric: string;
  lines: PlotLine[];
  log: boolean;
  format: (value: number) => string;
}

function Small({ metric, lines, log, format }: SmallProps) {
  const t = useMessages();
  // The same values make the same plot, however often the page is drawn.
  const key = JSON.stringify(lines);
  const kept = useMemo(() => JSON.parse(key) as PlotLine[], [key]);
  const [first, last] = [kept[0]?.points.at(0), kept[0]?.points.at(-1)];
  const told = first && last ? t.plots.told(metric, format(first.y), format(last.y), last.x) : metric;
  return (
    <figure className="min-w-0 rounded-md border border-line bg-surface p-3">
      <figcaption className="mb-1 font-medium">{metric}</figcaption>
      <LinePlot label={told} across={t.metrics.step} lines={kept} log={log} sync="metrics" format={format} />
    </figure>
  );
}
