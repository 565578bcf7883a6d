/**
 * The address bar as the state of a table: what it says now, and how to change it. Holds no copy of its own.
 */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Step } from "../../components/useAhead.ts";
import {
  fitWidth,
  readTableSearch,
  readTableState,
  writeTableState,
  type Fold,
  type SortTerm,
  type TableSearch,
  type TableState,
} from "../../components/grid/codec.ts";

/** Parts of a state, or how they follow from the state before. */
export type TableChange = Partial<TableState> | ((before: TableState) => Partial<TableState>);

export interface TableQuery extends TableState {
  /** Change some parts and leave the others; a step of Back unless it replaces. */
  change: (change: TableChange, how?: { replace?: boolean }) => void;
  setWhere: (where: string) => void;
  /** The order as it follows from the one before. */
  setSort: (step: Step<readonly SortTerm[]>) => void;
  setColumns: (columns: readonly string[]) => void;
  setPinned: (keys: readonly string[]) => void;
  /** Null gives a column its usual width again. */
  setWidth: (key: string, pixels: number | null) => void;
  setFold: (fold: Fold | null) => void;
}

type Named = (key: string) => string;

const asWritten: Named = (key) => key;

/** Read and change the table state of the page that is shown; `named` gives the whole key of a short one. */
export function useTableQuery(named: Named = asWritten): TableQuery {
  const search: TableSearch = useSearch({ strict: false, select: readTableSearch, structuralSharing: true });
  const navigate = useNavigate();
  const state = useTableState(search, named);
  return useMemo(() => {
    const change: TableQuery["change"] = (change, { replace = false } = {}) =>
      void navigate({
        to: ".",
        replace,
        search: (old: Record<string, unknown>) => {
          const before = readTableState(old, named);
          return writeTableState({
            ...before,
            ...(typeof change === "function" ? change(before) : change),
          });
        },
      } as Parameters<typeof navigate>[0]);
    return {
      ...state,
      change,
      setWhere: (where) => change({ where }),
      setSort: (step) => change(({ sort }) => ({ sort: step(sort) })),
      setColumns: (columns) => change({ columns }),
      setPinned: (pinned) => change({ pinned }),
      setWidth: (key, pixels) => change(({ widths }) => ({ widths: withWidth(widths, key, pixels) })),
      setFold: (fold) => change({ fold }),
    };
  }, [state, named, navigate]);
}

/** Each part stays the same object until its own text changes, so that a peek does not lay out the table again. */
function useTableState(search: TableSearch, named: Named): TableState {
  const { where = "", sort, columns, pinned, widths, fold, view = "", plot = "", peek = "" } = search;
  const order = useMemo(() => readTableState({ sort }, named).sort, [sort, named]);
  const shown = useMemo(() => readTableState({ columns }, named).columns, [columns, named]);
  const fixed = useMemo(() => readTableState({ columns, pinned }, named).pinned, [columns, pinned, named]);
  const sizes = useMemo(() => readTableState({ columns, widths }, named).widths, [columns, widths, named]);
  const parts = { where, sort: order, columns: shown, pinned: fixed, widths: sizes, view, plot, peek };
  const folded = fold === "family" ? fold : null;
  return useMemo(
    () => ({ ...parts, fold: folded }),
    // The parts one by one: the object around them is new every time.
    // oxlint-disable-next-line react/exhaustive-deps
    [where, order, shown, fixed, sizes, folded, view, plot, peek],
  );
}

function withWidth(
  widths: ReadonlyMap<string, number>,
  key: string,
  pixels: number | null,
): ReadonlyMap<string, number> {
  const next = new Map(widths);
  if (pixels === null) next.delete(key);
  else next.set(key, fitWidth(pixels));
  return next;
}
