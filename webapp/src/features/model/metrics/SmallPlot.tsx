/** One metric: its plot, what the plot leaves out, and the same values as a table. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { type RefObject, useMemo, useRef, useState } from "react";
import type { Checkpoint } from "../../../api/types.ts";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { LinePlot, type PlotLine, type PlotMark } from "../../../components/plots/LinePlot.tsx";
import { useNear } from "../../../components/plots/useNear.ts";
import { useRepaint } from "../../../components/plots/useRepaint.ts";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatCount, formatMetric } from "../../../lib/format/format.ts";
import { keyLabel } from "../../../lib/json/keys.ts";
import { useCardWords } from "../useCardWords.ts";
import { type CurvePoint, curveOf, curveOfSeries, runStarts, smoothed } from "./curves.ts";
import type { PlotChoice } from "./PlotTools.tsx";
import { PlotValues } from "./PlotValues.tsx";
import { type SeriesHead, seriesOf, seriesOfAll } from "./series.ts";
import type { Overlay } from "./useOverlays.ts";

export interface SmallPlotProps {
  id: string;
  metric: string;
  /** What was logged of it, if anything; else its curve is that of the checkpoints. */
  head: SeriesHead | undefined;
  checkpoints: readonly Checkpoint[];
  overlays: readonly Overlay[];
  choice: PlotChoice;
}

/** A figure. */
export function SmallPlot({ id, metric, head, checkpoints, overlays, choice }: SmallPlotProps) {
  const t = useMessages();
  const { metrics: words } = useCardWords();
  const { language } = useLocale();
  const figure = useRef<HTMLElement>(null);
  const [open, setOpen] = useState(false);
  const { logX, logY, across } = choice;
  const name = keyLabel(metric);
  const { own, total, lines, marks, error, retry } = useLines(
    { id, metric, head, checkpoints, overlays, choice },
    figure,
    open,
  );
  const format = (value: number): string => formatMetric(value, language);
  const [first, last] = [own.at(0), own.at(-1)];
  const said = across === "step" ? t.plots.told : words.told;
  const told = first && last ? said(name, format(first.y), format(last.y), last.x) : name;
  const dropped = lines
    .flatMap((line) => line.points)
    .filter(({ x, y }) => (logY && Number.isFinite(y) && y <= 0) || (logX && x <= 0)).length;
  const unfinite = own.filter((point) => !Number.isFinite(point.y)).length;
  const axis = across === "step" ? t.metrics.step : words.hours;
  return (
    <figure ref={figure} className="min-w-0 rounded-md border border-line bg-surface p-3">
      <figcaption className="mb-1 font-medium wrap-anywhere">{name}</figcaption>
      {error && <ErrorNotice error={error} onRetry={retry} />}
      <LinePlot
        label={told}
        across={axis}
        lines={lines}
        marks={marks}
        logX={logX}
        logY={logY}
        sync="metrics"
        language={language}
      />
      {dropped > 0 && <p className="text-[0.93rem] text-muted">{words.dropped(dropped)}</p>}
      {unfinite > 0 && <p className="text-[0.93rem] text-muted">{words.unfinite}</p>}
      {own.length < total && (
        <p className="text-[0.93rem] text-muted">
          {words.thinned(formatCount(own.length, language), formatCount(total, language))}
        </p>
      )}
      <details className="group" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="inline-flex cursor-pointer list-none items-center gap-1 rounded text-[0.93rem] text-muted hover:text-text">
          <ChevronRight aria-hidden size={13} className="transition-transform group-open:rotate-90" />
          {words.values}
          <span className="sr-only">: {name}</span>
        </summary>
        {open && <PlotValues label={words.valuesOf(name)} across={axis} lines={lines} marks={marks} />}
      </details>
    </figure>
  );
}

/** Points that are asked for: in steps, so that a window that changes its width does not ask each time. */
const POINTS = 200;
const NONE: readonly CurvePoint[] = [];

interface Lines {
  /** The points of this model as they were measured. */
  own: readonly CurvePoint[];
  total: number;
  lines: PlotLine[];
  marks: PlotMark[];
  error: Error | null;
  retry: () => void;
}

/** What a plot draws; what was logged is asked for once the figure comes near or its table is opened. */
function useLines(props: SmallPlotProps, figure: RefObject<HTMLElement | null>, open: boolean): Lines {
  const { id, metric, head, checkpoints, overlays, choice } = props;
  const { across, weight } = choice;
  const t = useMessages();
  const { metrics: words, runs } = useCardWords();
  const { width } = useRepaint(figure);
  const logs = head !== undefined;
  const wanted = useEver(useNear(figure) || open) && width > 0 && logs;
  const points = POINTS * Math.max(1, Math.ceil(width / POINTS));
  const ids = useMemo(() => overlays.map((other) => other.id), [overlays]);
  const found = useQuery({
    ...seriesOf(id, metric, points),
    enabled: wanted,
    placeholderData: keepPreviousData,
  });
  const behind = useQuery({
    ...seriesOfAll(ids, metric, points),
    enabled: wanted && ids.length > 0,
    placeholderData: keepPreviousData,
  });
  const own = useMemo(() => {
    if (!logs) return curveOf(checkpoints, metric, across);
    return found.data ? curveOfSeries(found.data, across) : NONE;
  }, [logs, checkpoints, metric, across, found.data]);
  const lines = useMemo(
    () => [
      { name: t.plots.here, points: smoothed(own, weight) },
      ...(weight > 0 ? [{ name: words.raw, points: own, quiet: true }] : []),
      ...overlays.map((other) => {
        const logged = behind.data?.[other.id];
        const curve =
          logged && logged.step.length > 0
            ? curveOfSeries(logged, across)
            : curveOf(other.checkpoints, metric, across);
        return { name: shortName(other.id, id), points: smoothed(curve, weight), quiet: true };
      }),
    ],
    [t, words, own, weight, overlays, behind.data, metric, across, id],
  );
  const marks = useMemo(() => runStarts(own).map(({ x, run }) => ({ x, name: runs.run(run) })), [own, runs]);
  const failed = [found, behind].find((one) => one.isError);
  return {
    own,
    total: found.data?.total ?? own.length,
    lines,
    marks,
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  };
}

/** Whether something was true once. */
function useEver(now: boolean): boolean {
  const [ever, setEver] = useState(now);
  if (now && !ever) setEver(true);
  return ever || now;
}

/** A model of the same name is told by its hash. */
function shortName(other: string, id: string): string {
  const name = id.slice(0, id.indexOf(":") + 1);
  return other.startsWith(name) ? other.slice(name.length) : other;
}
