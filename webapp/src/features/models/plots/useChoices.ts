/** Which keys can be plotted: the columns of the table, and what else varies over the models that match. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { plotKeys } from "./queries.ts";
import type { PlotKey } from "./plotText.ts";

const NUMBER_FIELDS = new Set(["size", "checkpoints"]);
const FIELDS = [
  "name",
  "dataset",
  "architecture",
  "family",
  "owner",
  "state",
  "visibility",
  "size",
  "checkpoints",
];
/** What has no place on an axis. */
const NOT_PLOTTED = new Set([
  "id",
  "title",
  "tags",
  "aliases",
  "parent",
  "ancestor",
  "created_at",
  "updated_at",
  "digest",
  "latest",
]);

export interface Choices {
  list: readonly PlotKey[];
  ready: boolean;
}

/** Ask for the keys of the shown models. */
export function useChoices(where: string, columns: readonly string[]): Choices {
  const found = useQuery(plotKeys(where));
  const list = useMemo(() => {
    const types = new Map((found.data ?? []).map((row) => [row.key, row.types]));
    const varying = [...types]
      .filter(([, one]) => !("list" in one) && !("mapping" in one))
      .map(([key]) => key);
    const all = [...new Set([...columns, ...varying, ...FIELDS])].filter((key) => !NOT_PLOTTED.has(key));
    return all.map((key): PlotKey => {
      const kinds = Object.keys(types.get(key) ?? {}).filter((kind) => kind !== "null");
      const counted = kinds.length > 0 && kinds.every((kind) => kind === "number");
      const metric = key.startsWith("metrics.") && kinds.length === 0;
      return { key, numeric: counted || metric || NUMBER_FIELDS.has(key), shown: columns.includes(key) };
    });
  }, [found.data, columns]);
  return { list, ready: !found.isPending };
}
