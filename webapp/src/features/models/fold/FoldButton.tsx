/** Folds the table to families and opens it again. */
import { Layers2 } from "lucide-react";
import { memo, useMemo } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { useActions } from "../../../components/useActions.ts";
import { useMessages } from "../../../i18n/messages.ts";
import type { TableQuery } from "../useTableQuery.ts";
import { unfolded } from "./foldRows.ts";

/** A switch. Rows that come and go do not draw it anew. */
export const FoldButton = memo(function FoldButton({ query }: { query: TableQuery }) {
  const t = useMessages();
  const { fold, change } = query;
  const offered = useMemo(() => {
    const run = (): void =>
      change((before) => (before.fold === null ? { fold: "family" } : unfolded(before)));
    return [{ id: "fold", label: t.tools.fold.command, group: t.app.groups.table, run }];
  }, [t, change]);
  useActions(offered);
  return (
    <Button
      aria-pressed={fold !== null}
      className={fold === null ? "" : "border-accent! bg-accent-soft! text-accent!"}
      onClick={() => offered[0]?.run()}
    >
      <Layers2 aria-hidden size={15} />
      <span className="sr-only sm:not-sr-only">{t.tools.fold.button}</span>
    </Button>
  );
});
