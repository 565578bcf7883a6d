/** What a plot shows, in words: how many, of how many, from where to where; and its legend. */
import { MOST_POINTS, type Sample } from "./queries.ts";
import { useMessages } from "../../../i18n/messages.ts";
import type { Built } from "./buildPlot.ts";
import { PlotLegend } from "./PlotLegend.tsx";
import type { Plot } from "./plotText.ts";

const SENTENCES = 6;

/** Below the plot. */
export function PlotTold({ plot, built, sample }: { plot: Plot; built: Built; sample: Sample }) {
  const t = useMessages();
  const words = t.tools.plot;
  const help = plot.kind === "parallel" ? words.helpParallel : words.help;
  const count = words.count(sample.rows.length, sample.total);
  const said = [
    sample.sampled ? `${count} (${words.sampled(MOST_POINTS)})` : count,
    ...(built.left > 0 ? [words.left(built.left)] : []),
    ...built.told.slice(0, SENTENCES),
  ];
  return (
    <footer className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
      <PlotLegend names={built.legend} />
      <p className="text-[0.93rem] text-muted" title={help}>
        {said.join(" · ")}
        <span className="sr-only"> {help}</span>
      </p>
    </footer>
  );
}
