/** The metrics of a model over its steps: one small plot each, in groups, with other models' curves behind; tiles for the others. */
import { useMemo, useState } from "react";
import type { Checkpoint, Parent } from "../../../api/types.ts";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { useCardWords } from "../useCardWords.ts";
import { grouped, isCurve } from "./curves.ts";
import { FinalValues } from "./FinalValues.tsx";
import { type PlotChoice, PlotTools } from "./PlotTools.tsx";
import type { SeriesHead } from "./series.ts";
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

export interface MetricPlotsProps {
  id: string;
  checkpoints: readonly Checkpoint[];
  /** What was logged, by key. */
  heads: ReadonlyMap<string, SeriesHead>;
  names: readonly string[];
  parents: readonly Parent[];
  hasFamily: boolean;
}

/** Small multiples and what changes them all. */
export function MetricPlots({ id, checkpoints, heads, names, parents, hasFamily }: MetricPlotsProps) {
  const t = useMessages();
  const words = useCardWords().metrics;
  const [choice, setChoice] = useState(START);
  const { across } = choice;
  const overlays = useOverlays(id, choice.parents ? parents : NONE, choice.family);
  const [drawn, ever] = useMemo(() => {
    const over = (axis: PlotChoice["across"]): string[] =>
      names.filter((name) => {
        const head = heads.get(name);
        return head ? head.first_step < head.last_step : isCurve(checkpoints, name, axis);
      });
    return [new Set(over(across)), over("time").length > 0] as const;
  }, [checkpoints, heads, names, across]);
  const wanted = choice.find.trim().toLowerCase();
  const shown = names.filter((name) => name.toLowerCase().includes(wanted));
  const single = shown.filter((name) => !drawn.has(name));
  const groups = [...grouped(shown.filter((name) => drawn.has(name)))];
  return (
    <div className="flex flex-col gap-4">
      <PlotTools
        choice={choice}
        onChange={setChoice}
        counts={{ all: names.length, shown: shown.length }}
        plots={ever || drawn.size > 0}
        has={{ parents: parents.length > 0, family: hasFamily }}
        replicas={overlays.replicas}
      />
      {overlays.error && <ErrorNotice error={overlays.error} onRetry={overlays.retry} />}
      {shown.length === 0 && <p className="py-6 text-center text-muted">{words.nothing}</p>}
      {single.length > 0 && <FinalValues checkpoints={checkpoints} heads={heads} names={single} />}
      {groups.map(([group, metrics]) => (
        <section key={group} aria-label={group || t.plots.plain} className="flex flex-col gap-2">
          {group !== "" && <h2 className="font-semibold">{group}</h2>}
          <div className="grid items-start gap-4 md:grid-cols-2">
            {metrics.map((metric) => (
              <SmallPlot
                key={metric}
                id={id}
                metric={metric}
                head={heads.get(metric)}
                checkpoints={checkpoints}
                overlays={overlays.shown}
                choice={choice}
              />
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}
