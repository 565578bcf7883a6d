/**
 * Values on an axis: numbers on a linear or logarithmic scale, everything else as categories in their order; and what a
 * set of points says in a sentence. Pure; nothing is drawn here.
 */
import { NumberText, writeExact, type Json } from "../../lib/json/json.ts";

export type ScaleKind = "linear" | "log" | "category";

export interface Axis {
  key: string;
  label: string;
  kind: ScaleKind;
  /** The words of a category axis; a value is a place in it. */
  categories: readonly string[];
}

/** More categories than these fall together. */
export const MOST_CATEGORIES = 24;
/** From so many distinct values on, numbers are a scale and no groups. */
const FEW = 6;
/** The share of values that must be numbers for an axis of numbers. */
const NEARLY_ALL = 0.9;

/** The axis that values ask for: categories unless nearly all that are there are numbers; the others then have no place. */
export function axisOf(key: string, values: readonly (Json | undefined)[], log: boolean): Axis {
  if (areNumbers(values)) return { key, label: key, kind: log ? "log" : "linear", categories: [] };
  return { key, label: key, kind: "category", categories: categoriesOf(values) };
}

/** The place of a value on an axis, or null if it has none there. */
export function placeOf(axis: Axis, value: Json | undefined): number | null {
  if (axis.kind === "category") {
    const at = value === undefined ? -1 : axis.categories.indexOf(wordOf(value));
    return at < 0 ? null : at;
  }
  const number = numberOf(value);
  return number === null || (axis.kind === "log" && number <= 0) ? null : number;
}

/** A finite number, or null. */
export function numberOf(value: Json | undefined): number | null {
  if (!(value instanceof NumberText)) return null;
  return Number.isFinite(value.value) ? value.value : null;
}

/** A value as a category is named. */
export function wordOf(value: Json): string {
  return typeof value === "string" ? value : writeExact(value);
}

/** Some `"auto"` among thousands of learning rates makes no words of the others. */
function areNumbers(values: readonly (Json | undefined)[]): boolean {
  const there = values.filter((value) => value !== undefined && value !== null);
  const numbers = there.filter((value) => numberOf(value) !== null);
  return numbers.length > 0 && numbers.length >= there.length * NEARLY_ALL;
}

/** Numbers by their size, before words by theirs. */
function byNature(one: string, other: string): number {
  const [first, second] = [Number(one), Number(other)];
  const [isFirst, isSecond] = [one !== "" && !Number.isNaN(first), other !== "" && !Number.isNaN(second)];
  if (isFirst && isSecond) return first - second;
  if (isFirst !== isSecond) return isFirst ? -1 : 1;
  return one.localeCompare(other, "en", { numeric: true });
}

/** The most frequent words, in natural order. */
function categoriesOf(values: readonly (Json | undefined)[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value !== undefined) counts.set(wordOf(value), (counts.get(wordOf(value)) ?? 0) + 1);
  }
  const most = [...counts].toSorted((one, other) => other[1] - one[1]).slice(0, MOST_CATEGORIES);
  return most.map(([word]) => word).toSorted(byNature);
}

export interface Grouping {
  names: readonly string[];
  /** The group of each value; -1 for none. */
  of: readonly number[];
}

/** Put values into at most `most` groups: words by frequency, numbers of many values into ranges of equal counts. */
export function groupsOf(values: readonly (Json | undefined)[], most: number, rest: string): Grouping {
  const numbers = values.map(numberOf);
  const distinct = new Set(numbers.filter((one) => one !== null));
  if (distinct.size > FEW && areNumbers(values)) return ranges(numbers);
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value !== undefined) counts.set(wordOf(value), (counts.get(wordOf(value)) ?? 0) + 1);
  }
  const named = [...counts].toSorted((one, other) => other[1] - one[1]).map(([word]) => word);
  const kept = named.length > most ? named.slice(0, most - 1) : named;
  const names = kept.toSorted(byNature);
  const place = new Map(names.map((name, at) => [name, at]));
  const all = named.length > most ? [...names, rest] : names;
  return {
    names: all,
    of: values.map((value) =>
      value === undefined ? -1 : (place.get(wordOf(value)) ?? (named.length > most ? names.length : -1)),
    ),
  };
}

const RANGES = 4;

function ranges(numbers: readonly (number | null)[]): Grouping {
  const sorted = numbers.filter((one): one is number => one !== null).toSorted((a, b) => a - b);
  const cuts = Array.from(
    { length: RANGES - 1 },
    (_, at) => sorted[Math.floor((sorted.length * (at + 1)) / RANGES)]!,
  );
  const of = numbers.map((one) => (one === null ? -1 : cuts.filter((cut) => one >= cut).length));
  const names = Array.from({ length: RANGES }, (_, at) => {
    const inside = sorted.filter((one) => cuts.filter((cut) => one >= cut).length === at);
    return inside.length === 0 ? "–" : `${short(inside[0]!)} – ${short(inside.at(-1)!)}`;
  });
  return { names, of };
}

/** A number in few characters, as ticks and ranges have it. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return "0";
  if (size < 1e-3 || size >= 1e5) return value.toExponential(1).replace(/\.0e/, "e").replace("e+", "e");
  return String(Number(value.toPrecision(4)));
}

/** Spearman's rank correlation of two rows of numbers; null for fewer than three pairs or no variation. */
export function spearman(xs: readonly number[], ys: readonly number[]): number | null {
  if (xs.length < 3) return null;
  const one = ranked(xs);
  const other = ranked(ys);
  const mean = (xs.length - 1) / 2;
  let both = 0;
  let first = 0;
  let second = 0;
  for (let at = 0; at < xs.length; at += 1) {
    const a = one[at]! - mean;
    const b = other[at]! - mean;
    both += a * b;
    first += a * a;
    second += b * b;
  }
  return first === 0 || second === 0 ? null : both / Math.sqrt(first * second);
}

/** Ranks from 0; equal values share the mean of theirs. */
function ranked(values: readonly number[]): number[] {
  const order = values.map((value, at) => ({ value, at })).toSorted((a, b) => a.value - b.value);
  const ranks: number[] = Array.from({ length: values.length }, () => 0);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && order[to + 1]!.value === order[from]!.value) to += 1;
    for (let at = from; at <= to; at += 1) ranks[order[at]!.at] = (from + to) / 2;
    from = to + 1;
  }
  return ranks;
}

export interface Summary {
  n: number;
  mean: number;
  /** Of the sample; null for one value. */
  std: number | null;
  min: number;
  max: number;
}

/** Mean and spread; null for no values. */
export function summarise(values: readonly number[]): Summary | null {
  const n = values.length;
  if (n === 0) return null;
  const mean = values.reduce((sum, one) => sum + one, 0) / n;
  const squares = values.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  let min = values[0]!;
  let max = min;
  for (const one of values) {
    if (one < min) min = one;
    if (one > max) max = one;
  }
  return { n, mean, std: n > 1 ? Math.sqrt(squares / (n - 1)) : null, min, max };
}
