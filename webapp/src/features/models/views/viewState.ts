/**
 * A table's state as a saved view keeps it, and back. A view lists the columns it shows and the built-in ones it hides,
 * so that a built-in column that came later is shown, and a new arg never is. Pure; the address is codec.ts.
 */
import {
  BARE,
  fitWidth,
  readColumns,
  readSort,
  writeSort,
  type Fold,
  type TableState,
} from "../../../components/grid/codec.ts";

/** `View.state` of the API. */
export interface ViewState {
  columns: string[];
  hidden: string[];
  pinned: string[];
  widths: Record<string, number>;
  where: string;
  sort: string;
  fold: Fold | null;
}

/** The part of a state that a view keeps. */
type Kept = Omit<TableState, "view" | "plot" | "peek">;

/** What a view is to keep; `builtIn` are the columns that are shown if no person says otherwise. */
export function toViewState(state: Kept, builtIn: readonly string[]): ViewState {
  const shown = state.columns;
  return {
    columns: [...shown],
    hidden: shown.length === 0 ? [] : builtIn.filter((key) => !shown.includes(key)),
    pinned: [...state.pinned],
    widths: Object.fromEntries(state.widths),
    where: state.where,
    sort: writeSort(state.sort),
    fold: state.fold,
  };
}

/** What a view shows; whatever it holds, this does not throw. */
export function fromViewState(view: Partial<ViewState>, builtIn: readonly string[]): TableState {
  const { columns = [], hidden = [], pinned = [], widths = {}, where = "", sort = "", fold = null } = view;
  const listed = columns.flatMap(readColumns);
  const later = builtIn.filter((key) => !listed.includes(key) && !hidden.includes(key));
  const bare = listed.length === 0 && hidden.length === 0;
  return {
    ...BARE,
    where: where.trim() === "" ? "" : where,
    sort: readSort(sort),
    columns: bare ? [] : [...new Set([...listed, ...later])],
    pinned: [...new Set(pinned.flatMap(readColumns))],
    widths: new Map(
      Object.entries(widths).flatMap(([key, px]) => readColumns(key).map((one) => [one, fitWidth(px)])),
    ),
    fold,
  };
}

/** Tell whether two states show the same table. */
export function sameView(one: Kept, other: Kept, builtIn: readonly string[]): boolean {
  return fingerprint(one, builtIn) === fingerprint(other, builtIn);
}

function fingerprint(state: Kept, builtIn: readonly string[]): string {
  const shown = state.columns.length === 0 ? builtIn : state.columns;
  const widths = [...state.widths].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    shown,
    [...state.pinned].toSorted(),
    widths,
    state.where.trim(),
    writeSort(state.sort),
    state.fold,
  ]);
}
