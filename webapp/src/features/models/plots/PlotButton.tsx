/** Opens a plot of what the table shows, and closes it. */
import { ChartScatter } from "lucide-react";
import { memo, useMemo } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { useActions } from "../../../components/useActions.ts";
import { useMessages } from "../../../i18n/messages.ts";
import type { TableQuery } from "../useTableQuery.ts";

/** A switch. Rows that come and go do not draw it anew. */
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
