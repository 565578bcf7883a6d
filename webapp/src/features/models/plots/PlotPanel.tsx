/**
 * A plot of the shown models above the table: what is selected in one is selected in the other. Loaded when first opened.
 */
import "uplot/dist/uPlot.min.css";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Table2, X } from "lucide-react";
import { useMemo, useState } from "react";
import { plotRows } from "./queries.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import type { PlotSelection } from "./types.ts";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { buildPlot, columnsOf } from "./buildPlot.ts";
import { PlotBody } from "./PlotBody.tsx";
import { PlotControls } from "./PlotControls.tsx";
import { PlotTable } from "./PlotTable.tsx";
import { PlotTold } from "./PlotTold.tsx";
import { completed, writePlot, type Plot } from "./plotText.ts";
import { useChoices } from "./useChoices.ts";

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
