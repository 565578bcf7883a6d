/** The values of a plot as a table, for those who read or hear them. */
import type { PlotLine, PlotMark } from "../../../components/plots/LinePlot.tsx";
import { Scroll } from "../../../components/layout/Scroll.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatMetric, formatStep } from "../../../lib/format/format.ts";

export interface PlotValuesProps {
  label: string;
  across: string;
  lines: readonly PlotLine[];
  marks: readonly PlotMark[];
}

/** A row for each place on its x axis, a column for each line. */
export function PlotValues({ label, across, lines, marks }: PlotValuesProps) {
  const t = useMessages();
  const { language } = useLocale();
  const drawn = lines.filter((line) => line.points.length > 0);
  const at = drawn.map((line) => new Map(line.points.map((point) => [point.x, point.y])));
  const named = new Map(marks.map((mark) => [mark.x, mark.name]));
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
                  {named.has(x) && <span className="mr-2 font-normal text-muted">{named.get(x)}</span>}
                  {formatStep(x, language)}
                </th>
                {at.map((line, index) => {
                  const value = line.get(x);
                  return (
                    <td key={drawn[index]!.name} className="text-right" title={value?.toString()}>
                      {value === undefined ? (
                        <span className="sr-only">{t.app.missing}</span>
                      ) : (
                        formatMetric(value, language)
                      )}
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
