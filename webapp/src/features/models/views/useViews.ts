/**
 * Which saved view the address is of, and whether it still shows what was saved. The address is the truth: a bare one
 * is the default view, one with `view` alone opens that view, any other is taken as it stands.
 */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { views as viewsQuery, type View } from "./views.ts";
import { writeTableState, type TableState } from "../../../components/grid/codec.ts";
import type { TableQuery } from "../useTableQuery.ts";
import { fromViewState, sameView } from "./viewState.ts";
import { DEFAULT_COLUMNS } from "../rowsSearch.ts";

/** The value of `view` for the table as it comes, where a default view would open otherwise. */
export const ALL = "all";

const NONE: readonly View[] = [];

export interface Views {
  list: readonly View[];
  /** The view of the address; null for the table as it comes. */
  current: View | null;
  /** The address shows something else than was saved. */
  edited: boolean;
  /** The address names a view that is not there, or is another person's. */
  unknown: boolean;
  error: unknown;
  retry: () => void;
}

/** The whole state that a view opens with. Its columns are always named: so the address is never taken for a bare one. */
export function opened(view: View): TableState {
  const state = fromViewState(view.state, DEFAULT_COLUMNS);
  return { ...state, columns: state.columns.length > 0 ? state.columns : DEFAULT_COLUMNS, view: view.id };
}

/** The view that a bare address shows: one's own default goes before the team's. */
export function defaultView(list: readonly View[]): View | null {
  const defaults = list.filter((view) => view.default);
  return defaults.find((view) => view.scope === "personal") ?? defaults[0] ?? null;
}

/** Follow the address, and complete it where it names a view alone or nothing. */
export function useViews(query: TableQuery): Views {
  const found = useQuery(viewsQuery());
  const { data: list = NONE, error, refetch, isSuccess } = found;
  const { view: id, change } = query;
  const current = list.find((view) => view.id === id) ?? null;
  const parts = Object.keys(writeTableState(query)).filter((part) => part !== "plot" && part !== "peek");
  const bare = parts.length === 0;
  const alone = parts.length === 1 && id !== "";
  const byDefault = useMemo(() => defaultView(list), [list]);
  useEffect(() => {
    const target = alone ? current : bare ? byDefault : null;
    if (target !== null) change(({ plot, peek }) => ({ ...opened(target), plot, peek }), { replace: true });
    // What is in the address stays what it is when its filter is cleared later, though a default would then open.
    else if (id === "" && !bare && byDefault !== null) change({ view: ALL }, { replace: true });
  }, [alone, bare, byDefault, current, id, change]);
  const edited = current !== null && !alone && !sameView(query, opened(current), DEFAULT_COLUMNS);
  const unknown = isSuccess && id !== "" && id !== ALL && current === null;
  return useMemo(
    () => ({ list, current, edited, unknown, error, retry: () => void refetch() }),
    [list, current, edited, unknown, error, refetch],
  );
}
