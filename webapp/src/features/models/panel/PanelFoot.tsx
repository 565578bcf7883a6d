/** What the panel does to many columns at once: hide all, show what varies, copy a view's, reset. */
import { useQuery } from "@tanstack/react-query";
import { views as viewsQuery } from "../views/views.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import type { TableQuery } from "../useTableQuery.ts";
import { fromViewState } from "../views/viewState.ts";
import { DEFAULT_COLUMNS } from "../rowsSearch.ts";
import type { PanelKeys } from "./usePanelKeys.ts";

/** More columns than that at once nobody reads. */
const MOST_AT_ONCE = 50;

export interface PanelFootProps {
  query: TableQuery;
  found: PanelKeys;
  onShow: (keys: readonly string[]) => void;
}

/** The last lines of the panel. */
export function PanelFoot({ query, found, onShow }: PanelFootProps) {
  const t = useMessages();
  const { data: views = [] } = useQuery(viewsQuery());
  const varying = found.varying.map((row) => row.key);
  const count = found.varyingCount ?? 0;

  function copy(id: string): void {
    const view = views.find((one) => one.id === id);
    if (view === undefined) return;
    const { columns, pinned, widths } = fromViewState(view.state, DEFAULT_COLUMNS);
    query.change({ columns: columns.length > 0 ? columns : DEFAULT_COLUMNS, pinned, widths });
  }
  return (
    <footer className="flex flex-wrap items-center gap-1.5 border-t border-line bg-surface p-2">
      {found.lookedAt < found.matched && (
        <p className="w-full px-1 text-[0.86rem] text-muted">
          {t.panel.sampled(found.lookedAt, found.matched)}
        </p>
      )}
      <Button onClick={() => query.change({ columns: ["title"], pinned: [] })}>{t.panel.hideAll}</Button>
      {count > 0 && (
        <Button onClick={() => onShow(varying.slice(0, MOST_AT_ONCE))}>
          {count > MOST_AT_ONCE ? t.panel.showVaryingFirst(MOST_AT_ONCE, count) : t.panel.showVarying(count)}
        </Button>
      )}
      {views.length > 0 && (
        <select
          aria-label={t.panel.copyFrom}
          value=""
          onChange={(event) => copy(event.target.value)}
          className="tap w-44 min-w-0 border border-rim bg-surface px-2!"
        >
          <option value="" disabled>
            {t.panel.copyFrom}
          </option>
          {views.map((view) => (
            <option key={view.id} value={view.id}>
              {view.name}
            </option>
          ))}
        </select>
      )}
      <Button
        look="quiet"
        className="ml-auto"
        onClick={() => query.change({ columns: [], pinned: [], widths: new Map() })}
      >
        {t.panel.reset}
      </Button>
    </footer>
  );
}
