/**
 * A plot of the shown models above the table: what is selected in one is selected in the other. Loaded when first opened.
 */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Table2, X } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import "uplot/dist/uPlot.min.css";
import type { ModelRow } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { Scroll } from "../../../components/layout/Scroll.tsx";
import { GROUPS, MARK_PATHS } from "../../../components/plots/palette.ts";
import { Value } from "../../../components/tree/Value.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { modelParams } from "../../../lib/paths.ts";
import { buildPlot, type Built, columnsOf, describePoint } from "./buildPlot.ts";
import { ParallelPlot } from "./ParallelPlot.tsx";
import { PlotControls } from "./PlotControls.tsx";
import { completed, type Plot, type PlotKey, writePlot } from "./plotText.ts";
import { MOST_POINTS, plotKeys, plotRows, type Sample } from "./queries.ts";
import { ScatterPlot } from "./ScatterPlot.tsx";
import type { PlotSelection } from "./types.ts";

export interface PlotPanelProps {
  plot: Plot;
  where: string;
  columns: readonly string[];
  selection: PlotSelection;
  /** The new text of the address; empty closes the plot. */
  onChange: (text: string) => void;
}

/** Shown while the address has a plot. */
export function PlotPanel({ plot, where, columns, selection, onChange }: PlotPanelProps) {
  const t = useMessages();
  const words = t.tools.plot;
  const [asTable, setAsTable] = useState(false);
  const choices = useChoices(where, columns);
  const whole = useMemo(() => completed(plot, choices.list), [plot, choices.list]);
  const found = useQuery({
    ...plotRows(where, columnsOf(whole)),
    enabled: choices.ready,
    placeholderData: keepPreviousData,
  });
  const sample = found.data;
  const built = useMemo(() => (sample ? buildPlot(whole, sample.rows, t) : null), [whole, sample, t]);
  return (
    <section
      aria-label={words.region}
      aria-busy={found.isFetching}
      className="flex h-[24rem] shrink-0 flex-col gap-2 rounded-md border border-line bg-surface p-3 max-sm:h-[32rem]"
    >
      <div className="flex items-start justify-between gap-2">
        <PlotControls plot={whole} choices={choices.list} onChange={(next) => onChange(writePlot(next))} />
        <span className="flex">
          <Button
            look="quiet"
            square
            aria-label={words.table}
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          >
            <Table2 aria-hidden size={16} className={asTable ? "text-accent" : ""} />
          </Button>
          <Button look="quiet" square aria-label={words.close} onClick={() => onChange("")}>
            <X aria-hidden size={16} />
          </Button>
        </span>
      </div>
      {found.error && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {!built && !found.error && <Skeleton lines={5} />}
      {built && asTable && <PlotTable rows={sample?.rows ?? []} keys={whole.keys} />}
      {built && !asTable && <PlotBody plot={whole} built={built} selection={selection} />}
      {built && sample && <PlotTold plot={whole} built={built} sample={sample} />}
    </section>
  );
}

interface PlotBodyProps {
  plot: Plot;
  built: Built;
  selection: PlotSelection;
}

/** The plot itself, or that there is nothing to plot. */
function PlotBody({ plot, built, selection }: PlotBodyProps) {
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

const SHOWN = 200;

/** The values of a plot as a plain table, the first of them. */
function PlotTable({ rows, keys }: { rows: readonly ModelRow[]; keys: readonly string[] }) {
  const t = useMessages();
  return (
    <div className="min-h-0 grow overflow-y-auto">
      <Scroll label={t.tools.plot.table}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.fields.id}</th>
              {keys.map((key) => (
                <th key={key} scope="col">
                  {key}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, SHOWN).map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  <Link
                    to="/models/$dataset/$model"
                    params={modelParams(row.id)}
                    className="text-accent hover:underline"
                  >
                    {row.id}
                  </Link>
                </th>
                {keys.map((key) => (
                  <td key={key}>
                    <Value value={row[key]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {rows.length > SHOWN && <p className="p-2 text-muted">{t.tools.plot.more(rows.length - SHOWN)}</p>}
    </div>
  );
}

const SENTENCES = 6;

/** What a plot shows, in words: how many, of how many, from where to where; and its legend. */
function PlotTold({ plot, built, sample }: { plot: Plot; built: Built; sample: Sample }) {
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

/** The groups of a plot: colour, shape and name. */
function PlotLegend({ names }: { names: readonly string[] }) {
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

const NUMBER_FIELDS = new Set(["size", "checkpoints"]);
const FIELDS = [
  "name",
  "dataset",
  "architecture",
  "family",
  "owner",
  "state",
  "visibility",
  "size",
  "checkpoints",
];
/** What has no place on an axis. */
const NOT_PLOTTED = new Set([
  "id",
  "title",
  "tags",
  "aliases",
  "parent",
  "ancestor",
  "created_at",
  "updated_at",
  "digest",
  "latest",
]);

interface Choices {
  list: readonly PlotKey[];
  ready: boolean;
}

/** Which keys can be plotted: the columns of the table, and what else varies over the models that match. */
function useChoices(where: string, columns: readonly string[]): Choices {
  const found = useQuery(plotKeys(where));
  const list = useMemo(() => {
    const types = new Map((found.data ?? []).map((row) => [row.key, row.types]));
    const varying = [...types]
      .filter(([, one]) => !("list" in one) && !("mapping" in one))
      .map(([key]) => key);
    const all = [...new Set([...columns, ...varying, ...FIELDS])].filter((key) => !NOT_PLOTTED.has(key));
    return all.map((key): PlotKey => {
      const kinds = Object.keys(types.get(key) ?? {}).filter((kind) => kind !== "null");
      const counted = kinds.length > 0 && kinds.every((kind) => kind === "number");
      const metric = key.startsWith("metrics.") && kinds.length === 0;
      return { key, numeric: counted || metric || NUMBER_FIELDS.has(key), shown: columns.includes(key) };
    });
  }, [found.data, columns]);
  return { list, ready: !found.isPending };
}
