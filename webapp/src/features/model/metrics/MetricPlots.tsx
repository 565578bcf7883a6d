/** The metrics of a model over its steps: one small plot each, in groups, with other models' curves behind; tiles for the others. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { checkpoints as checkpointsOf } from "../../../api/queries.ts";
import type { Checkpoint, Parent } from "../../../api/types.ts";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatCount, formatMetric } from "../../../lib/format/format.ts";
import { keyLabel } from "../../../lib/json/keys.ts";
import { family } from "../family/family.ts";
import { useCardWords } from "../useCardWords.ts";
import { curveOf, plottable, smoothed } from "./curves.ts";
import type { PlotLine } from "./LinePlot.tsx";
import { type PlotChoice, PlotTools } from "./PlotTools.tsx";
import { SmallPlot } from "./SmallPlot.tsx";

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

interface FinalValuesProps {
  /** Latest first. */
  checkpoints: readonly Checkpoint[];
  names: readonly string[];
}

/** Metrics that have one value and no curve, as tiles: name, value, and by which checkpoint. */
function FinalValues({ checkpoints, names }: FinalValuesProps) {
  const words = useCardWords().metrics;
  const { language } = useLocale();
  const tiles = names.flatMap((name) => {
    const of = checkpoints.find((one) => name in one.metrics);
    return of ? [{ name, of, value: of.metrics[name]! }] : [];
  });
  const said = ({ label, step }: Checkpoint): string =>
    step === null ? label : words.atStep(label, formatCount(step, language));
  const sources = new Set(tiles.map((tile) => tile.of.id));
  return (
    <section aria-label={words.final} className="flex flex-col gap-2">
      <h2 className="font-semibold">
        {words.final}
        {sources.size === 1 && <span className="font-normal text-muted"> · {said(tiles[0]!.of)}</span>}
      </h2>
      <div className="overflow-hidden rounded-md border border-line bg-surface">
        <dl className="-mr-px -mb-px grid grid-cols-[repeat(auto-fill,minmax(min(9rem,100%),1fr))]">
          {tiles.map(({ name, of, value }) => (
            <div key={name} className="flex min-w-0 flex-col border-r border-b border-line px-3 py-2">
              <dt className="truncate text-[0.93rem] text-muted" title={keyLabel(name)}>
                {keyLabel(name)}
              </dt>
              <dd className="text-lg font-semibold wrap-anywhere tabular-nums" title={String(value)}>
                {typeof value === "number" ? formatMetric(value, language) : value}
              </dd>
              {sources.size > 1 && <dd className="truncate text-[0.93rem] text-muted">{said(of)}</dd>}
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}

const MOST_PARENTS = 4;
const MOST_REPLICAS = 8;

interface Overlay {
  name: string;
  checkpoints: readonly Checkpoint[];
}

interface Overlays {
  shown: Overlay[];
  /** How many replicas are drawn, and how many there are. */
  replicas: { drawn: number; all: number };
  error: Error | null;
  retry: () => void;
}

/** The checkpoints of the models whose curves are drawn behind those of this one: parents, replicas. */
function useOverlays(id: string, parents: readonly Parent[], wantsFamily: boolean): Overlays {
  const found = useQuery({ ...family(id), enabled: wantsFamily });
  const replicas = useMemo(
    () => (wantsFamily ? (found.data?.rows.map((row) => row.id).filter((one) => one !== id) ?? []) : []),
    [found.data, wantsFamily, id],
  );
  const ids = [
    ...new Set([...parents.slice(0, MOST_PARENTS).map((one) => one.id), ...replicas.slice(0, MOST_REPLICAS)]),
  ];
  const others = useQueries({ queries: ids.map((one) => checkpointsOf(one)) });
  const failed = others.find((one) => one.isError) ?? (wantsFamily && found.isError ? found : undefined);
  return {
    shown: ids.map((name, at) => ({ name, checkpoints: others[at]?.data ?? [] })),
    replicas: { drawn: Math.min(replicas.length, MOST_REPLICAS), all: replicas.length },
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  };
}
