/** What plots are given: points with a place, a name and a group; axes; the selection. Types only. */

export interface PlotPoint {
  id: string;
  /** What a person calls it. */
  name: string;
  x: number;
  y: number;
  /** A place in the legend. */
  group: number;
}

/** A mean with its spread, drawn over the points of one category. */
export interface PlotMark {
  x: number;
  mean: number;
  /** Null where there is none: one value alone. */
  std: number | null;
}

export interface PlotSelection {
  ids: ReadonlySet<string>;
  /** These are selected now; `add` keeps the others. */
  select: (ids: readonly string[], add: boolean) => void;
  /** One more or one less. */
  toggle: (id: string) => void;
  open: (id: string) => void;
}
