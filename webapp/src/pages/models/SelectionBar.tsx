/** What can be done with the selected models: compare, copy their IDs, clear. */
import { useNavigate } from "@tanstack/react-router";
import { GitCompare } from "lucide-react";
import { useCallback, useMemo } from "react";
import { Button } from "../../components/Button.tsx";
import { CopyButton } from "../../components/CopyButton.tsx";
import { useActions } from "../../components/useActions.ts";
import { useMessages } from "../../i18n/messages.ts";
import { toasts } from "../../lib/toasts.ts";

export interface SelectionBarProps {
  ids: ReadonlySet<string>;
  onClear: () => void;
}

/** Shown while something is selected; its shortcut always answers. */
export function SelectionBar({ ids, onClear }: SelectionBarProps) {
  const t = useMessages();
  const navigate = useNavigate();
  const compare = useCallback(() => {
    if (ids.size < 2) toasts.show(t.models.compareNeedsTwo);
    else void navigate({ to: "/diff", search: { id: [...ids] } });
  }, [ids, navigate, t]);
  const offered = useMemo(
    () => [
      { id: "compare", label: t.models.compare, group: t.app.groups.table, shortcut: "c", run: compare },
    ],
    [t, compare],
  );
  useActions(offered);
  if (ids.size === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span role="status" className="font-medium">
        {t.models.selected(ids.size)}
      </span>
      <Button look={ids.size > 1 ? "primary" : "plain"} disabled={ids.size < 2} onClick={compare}>
        <GitCompare aria-hidden size={15} />
        {t.models.compare}
      </Button>
      <CopyButton wide text={() => [...ids].join("\n")} label={t.models.copyIds} />
      <Button look="quiet" onClick={onClear}>
        {t.models.clearSelection}
      </Button>
    </div>
  );
}
