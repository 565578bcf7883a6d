/** Room for a plot above the table, with the selection of the table. Shows nothing where the address has none. */
import { useNavigate } from "@tanstack/react-router";
import { lazy, memo, Suspense, useMemo } from "react";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
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
