/** What single changes did to one metric, sorted and on one scale. Pure. */
import type { MetricChange, Near, NearGroup } from "../../api/types.ts";
import { directionOf } from "../../lib/format/direction.ts";
import { parseKey } from "../../lib/json/keys.ts";
import type { Order } from "./search.ts";

/** The metrics that the model shares with its neighbours: those known of most first, then those whose direction is known. */
export function sharedMetrics(near: Near): string[] {
  const counts = new Map<string, number>();
  for (const row of near.rows) {
    for (const name of Object.keys(row.metrics)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const weight = (name: string): number => counts.get(name)! * 2 + Math.abs(directionOf(name));
  return [...counts.keys()].toSorted((a, b) => weight(b) - weight(a) || a.localeCompare(b));
}

/** What a change did to a metric; null where it is not known of both. */
export function effectOf(metrics: Record<string, MetricChange>, metric: string | undefined): number | null {
  return (metric === undefined ? undefined : metrics[metric]?.delta) ?? null;
}

/** The largest effect of a group, by size. */
export function largestEffect(group: NearGroup, metric: string | undefined): number | null {
  const known = group.rows.flatMap((row) => effectOf(row.metrics, metric) ?? []);
  return known.length === 0
    ? null
    : known.reduce((best, one) => (Math.abs(one) > Math.abs(best) ? one : best));
}

/** Groups in an order, and the rows of each by what they did. */
export function sortedGroups(near: Near, metric: string | undefined, order: Order): NearGroup[] {
  const by: Record<Order, (a: NearGroup, b: NearGroup) => number> = {
    effect: (a, b) => size(largestEffect(b, metric)) - size(largestEffect(a, metric)),
    name: () => 0,
    count: (a, b) => b.rows.length - a.rows.length,
  };
  return near.groups
    .map((group) => ({
      ...group,
      rows: group.rows.toSorted(
        (a, b) => (effectOf(b.metrics, metric) ?? -Infinity) - (effectOf(a.metrics, metric) ?? -Infinity),
      ),
    }))
    .toSorted((a, b) => by[order](a, b) || a.key.localeCompare(b.key));
}

function size(effect: number | null): number {
  return effect === null ? -1 : Math.abs(effect);
}

/** The end of the scale that all bars share; what was changed together has no bar and must not make the others small. */
export function scaleOf(near: Near, metric: string | undefined): number {
  const rows = near.groups.flatMap((group) => group.rows);
  return Math.max(0, ...rows.map((row) => Math.abs(effectOf(row.metrics, metric) ?? 0)));
}

/** How a metric is called: its key without the quotes that a dot in it asks for. */
export function metricName(metric: string): string {
  return (parseKey(metric) ?? [metric]).join(".");
}

/** What the model itself has of a metric. */
export function ownValue(near: Near, metric: string | undefined): MetricChange["base"] | undefined {
  if (metric === undefined) return undefined;
  return near.rows.find((row) => metric in row.metrics)?.metrics[metric]?.base;
}
