/** What can be done with the selected models: compare, copy their IDs, and for Admins tag, show, delete. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Eye, GitCompare, Tag, Trash2, X } from "lucide-react";
import { lazy, memo, Suspense, useCallback, useMemo, useState } from "react";
import { me as meQuery } from "../../api/queries.ts";
import { Button } from "../../components/controls/Button.tsx";
import { CopyButton } from "../../components/controls/CopyButton.tsx";
import { useActions } from "../../components/useActions.ts";
import { useMessages } from "../../i18n/messages.ts";
import { toasts } from "../../lib/toasts.ts";

const BulkTags = lazy(async () => ({ default: (await import("./bulk/BulkDialog.tsx")).BulkTags }));
const BulkVisibility = lazy(async () => ({
  default: (await import("./bulk/BulkDialog.tsx")).BulkVisibility,
}));
const BulkDelete = lazy(async () => ({ default: (await import("./bulk/BulkDialog.tsx")).BulkDelete }));

type Act = "tags" | "visibility" | "delete";
const DIALOGS = { tags: BulkTags, visibility: BulkVisibility, delete: BulkDelete };
const ICONS = { tags: Tag, visibility: Eye, delete: Trash2 };
const ACTS: readonly Act[] = ["tags", "visibility", "delete"];

export interface SelectionBarProps {
  ids: ReadonlySet<string>;
  /** The selection is all that the filter finds: its IDs are fetched when something is done with them. */
  all: { count: number; load: () => Promise<string[]> } | null;
  onClear: () => void;
}

/** Shown while something is selected; its shortcut always answers. */
export const SelectionBar = memo(function SelectionBar({ ids, all, onClear }: SelectionBarProps) {
  const t = useMessages();
  const navigate = useNavigate();
  const me = useQuery(meQuery());
  const [act, setAct] = useState<{ act: Act; ids: readonly string[] } | null>(null);
  const compare = useCallback(() => {
    if (ids.size < 2) toasts.show(t.models.compareNeedsTwo);
    else void navigate({ to: "/diff", search: { id: [...ids] } });
  }, [ids, navigate, t]);
  const count = all?.count ?? ids.size;
  const begin = useCallback(
    async (one: Act) => setAct({ act: one, ids: all ? await all.load() : [...ids] }),
    [all, ids],
  );
  const mayWrite = me.data?.role === "admin";
  const offered = useMemo(() => {
    const group = t.app.groups.table;
    const beginIfAny = (one: Act) => () => {
      if (count === 0) toasts.show(t.tools.bulk.selectFirst);
      else void begin(one);
    };
    return [
      { id: "compare", label: t.models.compare, group, shortcut: "c", run: compare },
      ...(mayWrite
        ? ACTS.map((one) => ({
            id: `bulk-${one}`,
            label: t.tools.bulk.acts[one],
            group,
            run: beginIfAny(one),
          }))
        : []),
    ];
  }, [t, compare, mayWrite, count, begin]);
  useActions(offered);
  const Shown = act && DIALOGS[act.act];
  return (
    <>
      {count > 0 && (
        <section aria-label={t.tools.bulk.label} className="flex flex-wrap items-center gap-1.5">
          <span role="status" className="mr-1 font-medium">
            {t.models.selected(count)}
          </span>
          <Button look={ids.size > 1 ? "primary" : "plain"} disabled={ids.size < 2} onClick={compare}>
            <GitCompare aria-hidden size={15} />
            {t.models.compare}
          </Button>
          {mayWrite &&
            ACTS.map((one) => {
              const Icon = ICONS[one];
              return (
                <Button key={one} onClick={() => void begin(one)}>
                  <Icon aria-hidden size={15} />
                  {t.tools.bulk.short[one]}
                </Button>
              );
            })}
          {all === null && <CopyButton wide text={() => [...ids].join("\n")} label={t.models.copyIds} />}
          <Button look="quiet" square aria-label={t.models.clearSelection} onClick={onClear}>
            <X aria-hidden size={15} />
          </Button>
        </section>
      )}
      <Suspense>{Shown && act && <Shown ids={act.ids} onClose={() => setAct(null)} />}</Suspense>
    </>
  );
});
