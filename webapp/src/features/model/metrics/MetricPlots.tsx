/** The metrics of a model over its steps: one small plot each, in groups, with other models' curves behind; tiles for the others. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { checkpoints as checkpointsOf } from "../../../api/queries.ts";
import type { Checkpoint, Parent } from "../../../api/types.ts";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Scroll } from "../../../components/layout/Scroll.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatCount, formatMetric, formatStep } from "../../../lib/format/format.ts";
import { keyLabel } from "../../../lib/json/keys.ts";
import { family } from "../family/family.ts";
import { useCardWords } from "../useCardWords.ts";
import { curveOf, plottable, smoothed } from "./curves.ts";
import { LinePlot, type PlotLine } from "./LinePlot.tsx";
import { type PlotChoice, PlotTools } from "./PlotTools.tsx";

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

interface SmallPlotProps {
  metric: string;
  lines: PlotLine[];
  choice: PlotChoice;
  format: (value: number) => string;
}

/** One metric: its plot, what a log axis leaves out, and the same values as a table. */
function SmallPlot({ metric, lines, choice, format }: SmallPlotProps) {
  const t = useMessages();
  const words = useCardWords().metrics;
  const [open, setOpen] = useState(false);
  const { logX, logY } = choice;
  const name = keyLabel(metric);
  // The same values make the same plot, however often the page is drawn.
  const key = JSON.stringify(lines);
  const kept = useMemo(() => JSON.parse(key) as PlotLine[], [key]);
  const [first, last] = [kept[0]?.points.at(0), kept[0]?.points.at(-1)];
  const said = choice.across === "step" ? t.plots.told : words.told;
  const told = first && last ? said(name, format(first.y), format(last.y), last.x) : name;
  const dropped = kept
    .flatMap((line) => line.points)
    .filter((point) => (logY && point.y <= 0) || (logX && point.x <= 0)).length;
  const across = choice.across === "step" ? t.metrics.step : words.hours;
  return (
    <figure className="min-w-0 rounded-md border border-line bg-surface p-3">
      <figcaption className="mb-1 font-medium">{name}</figcaption>
      <LinePlot
        label={told}
        across={across}
        lines={kept}
        logX={logX}
        logY={logY}
        sync="metrics"
        format={format}
      />
      {dropped > 0 && <p className="text-[0.93rem] text-muted">{words.dropped(dropped)}</p>}
      <details className="group" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="inline-flex cursor-pointer list-none items-center gap-1 rounded text-[0.93rem] text-muted hover:text-text">
          <ChevronRight aria-hidden size={13} className="transition-transform group-open:rotate-90" />
          {words.values}
          <span className="sr-only">: {name}</span>
        </summary>
        {open && <PlotValues label={words.valuesOf(name)} across={across} lines={kept} format={format} />}
      </details>
    </figure>
  );
}

interface PlotValuesProps {
  label: string;
  across: string;
  lines: readonly PlotLine[];
  format: (value: number) => string;
}

/** The values of a plot as a table: a row for each place on its x axis, a column for each line. */
function PlotValues({ label, across, lines, format }: PlotValuesProps) {
  const t = useMessages();
  const { language } = useLocale();
  const drawn = lines.filter((line) => line.points.length > 0);
  const at = drawn.map((line) => new Map(line.points.map((point) => [point.x, point.y])));
  const xs = [...new Set(at.flatMap((line) => [...line.keys()]))].toSorted((a, b) => a - b);
  return (
    <div className="mt-1 max-h-72 overflow-y-auto">
      <Scroll label={label}>
        <table>
          <thead>
            <tr>
              <th scope="col" className="text-right">
                {across}
              </th>
              {drawn.map((line) => (
                <th key={line.name} scope="col" className="max-w-40 truncate text-right" title={line.name}>
                  {line.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {xs.map((x) => (
              <tr key={x}>
                <th scope="row" className="text-right">
                  {formatStep(x, language)}
                </th>
                {at.map((line, index) => {
                  const value = line.get(x);
                  return (
                    <td key={drawn[index]!.name} className="text-right" title={value?.toString()}>
                      {value === undefined ? <span className="sr-only">{t.app.missing}</span> : format(value)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </div>
  );
}
