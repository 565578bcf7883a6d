/** Room for a plot above the table, with the selection of the table. Shows nothing where the address has none. */
import { useNavigate } from "@tanstack/react-router";
import { ChartScatter } from "lucide-react";
import { lazy, memo, Suspense, useMemo } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { useActions } from "../../../components/useActions.ts";
import { useMessages } from "../../../i18n/messages.ts";
import { modelParams } from "../../../lib/paths.ts";
import type { TableQuery } from "../useTableQuery.ts";
import { readPlot } from "./plotText.ts";

const PlotPanel = lazy(async () => ({ default: (await import("./PlotPanel.tsx")).PlotPanel }));

export interface PlotAboveProps {
  query: TableQuery;
  columns: readonly string[];
  selection: {
    ids: ReadonlySet<string>;
    choose: (ids: readonly string[], add: boolean) => void;
  };
}

/** The plot of the address. */
export const PlotAbove = memo(function PlotAbove({ query, columns, selection }: PlotAboveProps) {
  const navigate = useNavigate();
  const plot = useMemo(() => readPlot(query.plot), [query.plot]);
  const { ids, choose } = selection;
  const shared = useMemo(
    () => ({
      ids,
      select: choose,
      toggle: (id: string) =>
        ids.has(id)
          ? choose(
              [...ids].filter((one) => one !== id),
              false,
            )
          : choose([id], true),
      open: (id: string) => void navigate({ to: "/models/$dataset/$model", params: modelParams(id) }),
    }),
    [ids, choose, navigate],
  );
  if (plot === null) return null;
  return (
    <Suspense fallback={<Skeleton lines={8} />}>
      <PlotPanel
        plot={plot}
        where={query.where}
        columns={columns}
        selection={shared}
        onChange={(text) => query.change({ plot: text })}
      />
    </Suspense>
  );
});

/** Opens a plot of what the table shows, and closes it. */
export const PlotButton = memo(function PlotButton({ query }: { query: TableQuery }) {
  const t = useMessages();
  const { plot, change } = query;
  const offered = useMemo(() => {
    const run = (): void => change((before) => ({ plot: before.plot === "" ? "scatter" : "" }));
    return [{ id: "plot", label: t.tools.plot.command, group: t.app.groups.table, run }];
  }, [t, change]);
  useActions(offered);
  return (
    <Button
      aria-pressed={plot !== ""}
      className={plot === "" ? "" : "border-accent! bg-accent-soft! text-accent!"}
      onClick={() => offered[0]?.run()}
    >
      <ChartScatter aria-hidden size={15} />
      <span className="sr-only sm:not-sr-only">{t.tools.plot.button}</span>
    </Button>
  );
});
