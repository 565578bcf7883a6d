/** The groups of a plot: colour, shape and name. */
import { useEffect, useRef } from "react";
import { GROUPS, MARK_PATHS } from "../../../components/plots/palette.ts";
import { useMessages } from "../../../i18n/messages.ts";

/** Shows nothing for one group. */
export function PlotLegend({ names }: { names: readonly string[] }) {
  const t = useMessages();
  if (names.length < 2) return null;
  return (
    <ul aria-label={t.tools.plot.legend} className="flex flex-wrap gap-x-4 gap-y-1 text-[0.93rem]">
      {names.map((name, at) => (
        <li key={name} className="inline-flex min-w-0 items-center gap-1.5">
          <Mark at={at % GROUPS} />
          <span className="max-w-40 truncate" title={name}>
            {name}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Mark({ at }: { at: number }) {
  const mark = useRef<SVGSVGElement>(null);
  useEffect(() => mark.current?.style.setProperty("color", `var(--plot-${at + 1})`), [at]);
  return (
    <svg ref={mark} aria-hidden width="14" height="14" viewBox="0 0 14 14" className="shrink-0">
      <path d={MARK_PATHS[at]} fill="currentColor" />
    </svg>
  );
}
