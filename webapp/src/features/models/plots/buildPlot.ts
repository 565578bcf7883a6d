/** From the rows of a sample to what a plot draws, and to what it says in words. Pure. */
import type { ModelRow } from "../../../api/types.ts";
import type { ParallelLine } from "./ParallelPlot.tsx";
import { GROUPS } from "../../../components/plots/palette.ts";
import type { PlotMark, PlotPoint } from "./types.ts";
import type { Messages } from "../../../i18n/messages.ts";
import { NumberText } from "../../../lib/json/json.ts";
import {
  axisOf,
  groupsOf,
  placeOf,
  short,
  spearman,
  summarise,
  type Axis,
} from "../../../components/plots/scale.ts";
import type { Plot } from "./plotText.ts";

export interface Built {
  axes: Axis[];
  points: PlotPoint[];
  marks: PlotMark[];
  lines: ParallelLine[];
  /** The names of the groups, where there are several. */
  legend: readonly string[];
  /** What is not there for want of a value. */
  left: number;
  /** Sentences for those who do not see the plot, and for everybody else. */
  told: string[];
}

/** How far points of one category are strewn to both sides. */
const STREWN = 0.28;

/** The columns that a plot reads. */
export function columnsOf(plot: Plot): string[] {
  return [...new Set(["title", ...plot.keys])];
}

/** Work out a plot. */
export function buildPlot(plot: Plot, rows: readonly ModelRow[], t: Messages): Built {
  if (plot.kind === "parallel") return buildParallel(plot, rows, t);
  const groups = plot.kind === "groups";
  const [first = "", second = "", colour = ""] = plot.keys;
  const xKey = groups ? second : first;
  const yKey = groups ? first : second;
  const x = groups
    ? { ...categoryAxis(xKey, rows), label: xKey }
    : axisOf(
        xKey,
        rows.map((row) => row[xKey]),
        plot.logX,
      );
  const y = axisOf(
    yKey,
    rows.map((row) => row[yKey]),
    plot.logY,
  );
  const grouping = groupsOf(
    rows.map((row) => row[colour]),
    GROUPS,
    t.tools.plot.rest,
  );
  const points: PlotPoint[] = [];
  rows.forEach((row, at) => {
    const across = placeOf(x, row[xKey]);
    const up = placeOf(y, row[yKey]);
    if (across === null || up === null) return;
    const group = groups ? across % GROUPS : colour === "" ? 0 : Math.max(0, grouping.of[at]!);
    points.push({ id: row.id, name: nameOf(row), x: groups ? across + strew(row.id) : across, y: up, group });
  });
  const byCategory = groups ? spreads(points, x.categories.length) : [];
  return {
    axes: [x, y],
    points,
    marks: byCategory.flatMap((one, at) => (one ? [{ x: at, mean: one.mean, std: one.std }] : [])),
    lines: [],
    legend: colour === "" || groups ? [] : grouping.names,
    left: rows.length - points.length,
    told: groups
      ? x.categories.flatMap((name, at) => {
          const one = byCategory[at];
          return one
            ? [t.tools.plot.group(name, short(one.mean), one.std === null ? null : short(one.std), one.n)]
            : [];
        })
      : sentences(x, y, points, t),
  };
}

/** A point in words. */
export function describePoint(point: PlotPoint, [x, y]: readonly Axis[], t: Messages): string {
  return t.tools.plot.point(point.name, word(x, point.x), word(y, point.y));
}

function word(axis: Axis | undefined, place: number): string {
  if (axis === undefined) return "";
  return `${axis.label} ${axis.kind === "category" ? axis.categories[Math.round(place)] : short(place)}`;
}

function buildParallel(plot: Plot, rows: readonly ModelRow[], t: Messages): Built {
  const axes = plot.keys.map((key) => {
    const values = rows.map((row) => row[key]);
    const axis = axisOf(key, values, false);
    // Learning rates and the like: a logarithm where one was asked for and all are above zero.
    const log =
      plot.logX &&
      axis.kind === "linear" &&
      values.every((value) => placeOf(axis, value) === null || placeOf(axis, value)! > 0);
    return log ? { ...axis, kind: "log" as const } : axis;
  });
  const all = rows.map((row) => ({
    id: row.id,
    name: nameOf(row),
    places: axes.map((axis) => placeOf(axis, row[axis.key])),
  }));
  const lines = all.filter((line) => line.places.filter((place) => place !== null).length > 1);
  const target = axes.at(-1);
  const told = axes.slice(0, -1).flatMap((axis, at) => {
    if (target === undefined || axis.kind === "category" || target.kind === "category") return [];
    const pairs = lines.flatMap((line) => {
      const [one, other] = [line.places[at], line.places.at(-1)];
      return one === null || other === null || one === undefined || other === undefined
        ? []
        : [[one, other] as const];
    });
    const found = spearman(
      pairs.map(([one]) => one),
      pairs.map(([, other]) => other),
    );
    return found === null ? [] : [`${axis.label}: ${t.tools.plot.correlation(found.toFixed(2))}`];
  });
  return { axes, points: [], marks: [], lines, legend: [], left: rows.length - lines.length, told };
}

function categoryAxis(key: string, rows: readonly ModelRow[]): Axis {
  const words = rows.map((row) => {
    const value = row[key];
    return value instanceof NumberText ? value.text : value;
  });
  return axisOf(key, words, false);
}

function sentences(x: Axis, y: Axis, points: readonly PlotPoint[], t: Messages): string[] {
  const words = t.tools.plot;
  const ranges = [x, y].flatMap((axis, at) => {
    if (axis.kind === "category") return [];
    const found = summarise(points.map((point) => (at === 0 ? point.x : point.y)));
    return found ? [words.range(axis.label, short(found.min), short(found.max))] : [];
  });
  const both = x.kind !== "category" && y.kind !== "category";
  const rank = both
    ? spearman(
        points.map((point) => point.x),
        points.map((point) => point.y),
      )
    : null;
  return [...ranges, ...(rank === null ? [] : [words.correlation(rank.toFixed(2))])];
}

function spreads(points: readonly PlotPoint[], count: number): ReturnType<typeof summarise>[] {
  const values: number[][] = Array.from({ length: count }, () => []);
  for (const point of points) values[Math.round(point.x)]?.push(point.y);
  return values.map(summarise);
}

function nameOf(row: ModelRow): string {
  const { title } = row;
  return typeof title === "string" && title !== "" ? title : row.id;
}

/** The same place for the same model each time. */
function strew(id: string): number {
  let hash = 2_166_136_261;
  for (const letter of id) hash = Math.imul(hash ^ letter.codePointAt(0)!, 16_777_619);
  return (((hash >>> 0) % 1000) / 999 - 0.5) * 2 * STREWN;
}
