/** One metric: its plot, what a log axis leaves out, and the same values as a table. */
import { ChevronRight } from "lucide-react";
import { useMemo, useState } from "react";
import { Scroll } from "../../../components/layout/Scroll.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatStep } from "../../../lib/format/format.ts";
import { keyLabel } from "../../../lib/json/keys.ts";
import { useCardWords } from "../useCardWords.ts";
import { LinePlot, type PlotLine } from "./LinePlot.tsx";
import type { PlotChoice } from "./PlotTools.tsx";

export interface SmallPlotProps {
  metric: string;
  lines: PlotLine[];
  choice: PlotChoice;
  format: (value: number) => string;
}

/** A figure. */
export function SmallPlot({ metric, lines, choice, format }: SmallPlotProps) {
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
