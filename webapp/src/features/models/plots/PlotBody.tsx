/** The plot itself, or that there is nothing to plot. */
import { ParallelPlot } from "./ParallelPlot.tsx";
import { ScatterPlot } from "./ScatterPlot.tsx";
import type { PlotSelection } from "./types.ts";
import { useMessages } from "../../../i18n/messages.ts";
import { describePoint, type Built } from "./buildPlot.ts";
import type { Plot } from "./plotText.ts";

export interface PlotBodyProps {
  plot: Plot;
  built: Built;
  selection: PlotSelection;
}

/** Of the kind that was chosen. */
export function PlotBody({ plot, built, selection }: PlotBodyProps) {
  const t = useMessages();
  const label = `${t.tools.plot.kinds[plot.kind]}: ${plot.keys.join(", ")}`;
  const [x, y] = built.axes;
  if (built.points.length + built.lines.length === 0 || !x || !y) {
    return <p className="grow py-8 text-center text-muted">{t.tools.plot.nothing}</p>;
  }
  if (plot.kind === "parallel") {
    return <ParallelPlot label={label} axes={built.axes} lines={built.lines} selection={selection} />;
  }
  return (
    <ScatterPlot
      label={label}
      x={x}
      y={y}
      points={built.points}
      marks={built.marks}
      selection={selection}
      describe={(point) => describePoint(point, [x, y], t)}
    />
  );
}
