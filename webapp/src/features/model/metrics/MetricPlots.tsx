/** The metrics of a model over its steps: one small plot each, in groups, with other models' curves behind; tiles for the others. */
import { useCallback, useMemo, useState } from "react";
import type { Checkpoint, Parent } from "../../../api/types.ts";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import type { PlotLine } from "./LinePlot.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { curveOf, plottable, smoothed } from "./curves.ts";
import { formatMetric } from "../../../lib/format/format.ts";
import { useCardWords } from "../useCardWords.ts";
import { FinalValues } from "./FinalValues.tsx";
import { PlotTools, type PlotChoice } from "./PlotTools.tsx";
import { SmallPlot } from "./SmallPlot.tsx";
import { useOverlays } from "./useOverlays.ts";

const NONE: readonly Parent[] = [];
const START: PlotChoice = {
  find: "",
  logX: false,
  logY: false,
  weight: 0,
  across: "step",
  parents: false,
  family: false,
};

/** A model of the same name is told by its hash. */
function shortName(other: string, id: string): string {
  const name = id.slice(0, id.indexOf(":") + 1);
  return other.startsWith(name) ? other.slice(name.length) : other;
}

export interface MetricPlotsProps {
  id: string;
  checkpoints: readonly Checkpoint[];
  names: readonly string[];
  parents: readonly Parent[];
  hasFamily: boolean;
}

/** Small multiples and what changes them all. */
export function MetricPlots({ id, checkpoints, names, parents, hasFamily }: MetricPlotsProps) {
  const t = useMessages();
  const words = useCardWords().metrics;
  const { language } = useLocale();
  const [choice, setChoice] = useState(START);
  const { across, weight } = choice;
  const all = useMemo(() => plottable(checkpoints, names, across), [checkpoints, names, across]);
  const overlays = useOverlays(id, choice.parents ? parents : NONE, choice.family);
  const format = useCallback((value: number) => formatMetric(value, language), [language]);
  const wanted = choice.find.trim().toLowerCase();
  const groups = [...all]
    .map(([group, metrics]) => [group, metrics.filter((one) => one.toLowerCase().includes(wanted))] as const)
    .filter(([, metrics]) => metrics.length > 0);
  const drawn = useMemo(() => new Set([...all.values()].flat()), [all]);
  const single = names.filter((name) => !drawn.has(name) && name.toLowerCase().includes(wanted));
  const shown = groups.reduce((sum, [, metrics]) => sum + metrics.length, single.length);
  const ever = useMemo(() => plottable(checkpoints, names, "time").size > 0, [checkpoints, names]);

  function linesOf(metric: string): PlotLine[] {
    const own = curveOf(checkpoints, metric, across);
    return [
      { name: t.plots.here, points: smoothed(own, weight) },
      ...(weight > 0 ? [{ name: words.raw, points: own, quiet: true }] : []),
      ...overlays.shown.map((other) => ({
        name: shortName(other.name, id),
        points: smoothed(curveOf(other.checkpoints, metric, across), weight),
        quiet: true,
      })),
    ];
  }
  return (
    <div className="flex flex-col gap-4">
      <PlotTools
        choice={choice}
        onChange={setChoice}
        counts={{ all: names.length, shown }}
        plots={ever || drawn.size > 0}
        has={{ parents: parents.length > 0, family: hasFamily }}
        replicas={overlays.replicas}
      />
      {overlays.error && <ErrorNotice error={overlays.error} onRetry={overlays.retry} />}
      {shown === 0 && <p className="py-6 text-center text-muted">{words.nothing}</p>}
      {single.length > 0 && <FinalValues checkpoints={checkpoints} names={single} />}
      {groups.map(([group, metrics]) => (
        <section key={group} aria-label={group || t.plots.plain} className="flex flex-col gap-2">
          {group !== "" && <h2 className="font-semibold">{group}</h2>}
          <div className="grid items-start gap-4 md:grid-cols-2">
            {metrics.map((metric) => (
              <SmallPlot
                key={metric}
                metric={metric}
                lines={linesOf(metric)}
                choice={choice}
                format={format}
              />
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}
