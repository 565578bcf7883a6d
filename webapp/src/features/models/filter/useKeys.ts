/** The key catalogue for typing: every arg and metric with its types, and the fields, which every model has. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { keyCatalogue, type KeyRow } from "../keys.ts";
import { KEY_FIELDS } from "../../../lib/query/query.ts";

export interface KnownKeys {
  rows: ReadonlyMap<string, KeyRow>;
  /** All keys, fields first. */
  names: readonly string[];
  models: number;
  loading: boolean;
}

const FIELDS = Object.keys(KEY_FIELDS);

/** Follow the catalogue of all models, once it is wanted. */
export function useKeys(wanted: boolean): KnownKeys {
  const { data, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    ...keyCatalogue("", false),
    enabled: wanted,
  });
  useEffect(() => {
    if (wanted && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [wanted, hasNextPage, isFetchingNextPage, fetchNextPage]);
  return useMemo(() => {
    const rows = new Map((data?.rows ?? []).map((row) => [row.key, row]));
    return {
      rows,
      names: [...FIELDS, ...rows.keys()],
      models: data?.last.models ?? 0,
      loading: wanted && (isPending || hasNextPage),
    };
  }, [data, wanted, isPending, hasNextPage]);
}

/** Whether the types of a key can be told: it is in the catalogue, or all of that is read. */
export function isKnown({ rows, loading }: KnownKeys, key: string): boolean {
  return FIELDS.includes(key) || rows.has(key) || !loading;
}

/** The keys in whose text a part stands, those that begin with it first; at most `most`. */
export function findKeys(names: readonly string[], part: string, most: number): string[] {
  const wanted = part.toLowerCase();
  const rank = (key: string): number => {
    const text = key.toLowerCase();
    if (text === wanted || text === `args.${wanted}`) return -1;
    const leaf = text.slice(text.lastIndexOf(".") + 1);
    if (leaf === wanted) return 0;
    if (leaf.startsWith(wanted)) return 1;
    return text.includes(`.${wanted}`) || text.startsWith(wanted) ? 2 : 3;
  };
  return names
    .filter((key) => key.toLowerCase().includes(wanted))
    .map((key): [string, number] => [key, rank(key)])
    .sort((one, other) => one[1] - other[1])
    .slice(0, most)
    .map(([key]) => key);
}
