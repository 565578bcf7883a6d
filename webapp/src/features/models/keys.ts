/** Reads of the key catalogue: which args and metrics there are, which values stand at one, how many models are left. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { isMapping, NumberText, type Json } from "../../lib/json/json.ts";
import { api, ApiError, data, exactData } from "../../api/client.ts";
import { keys } from "../../api/queries.ts";

export type KeyType = "number" | "text" | "boolean" | "null" | "list" | "mapping";

/** One arg or metric over the models that were looked at. */
export interface KeyRow {
  key: string;
  types: Partial<Record<KeyType, number>>;
  models: number;
  distinct: number;
  distinct_exact: boolean;
  varies: boolean;
  low?: number;
  high?: number;
  first_seen?: string;
}

/** A part of the catalogue; `models` match, of which `looked_at` were looked at. */
export interface KeyPage {
  rows: KeyRow[];
  next: string | null;
  models: number;
  looked_at: number;
  total: number;
  keys: number;
  newest?: string;
}

export interface KeyValue {
  value: Json;
  models: number;
}

const KEYS_PER_PAGE = 1000;

/** The catalogue, page by page; `varying` leaves the keys with more than one value in the filter. */
export const keyCatalogue = (where: string, varying: boolean) =>
  infiniteQueryOptions({
    queryKey: ["keys", "catalogue", where, varying],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        ...(where && { where }),
        ...(varying && { varying }),
        ...(pageParam && { after: pageParam }),
        limit: KEYS_PER_PAGE,
      };
      return data<KeyPage>(api.GET("/api/v1/keys", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next,
    select: ({ pages }) => ({ rows: pages.flatMap((page) => page.rows), last: pages.at(-1)! }),
    staleTime: 30_000,
  });

/** How many keys there are, and how many are younger than a moment. */
export const keyCounts = (since: string) =>
  queryOptions({
    queryKey: ["keys", "counts", since],
    queryFn: ({ signal }) => {
      const query = { ...(since && { since }), limit: 1 };
      return data<KeyPage>(api.GET("/api/v1/keys", { params: { query }, signal }));
    },
    staleTime: 30_000,
  });

/** The values of one key over a filter, the most frequent first; with a part of their text. */
export const keyValues = (key: string, where: string, search: string) =>
  queryOptions({
    queryKey: ["keys", "values", key, where, search],
    queryFn: async ({ signal }) => {
      const query = { ...(where && { where }), ...(search && { search }) };
      const params = { path: { key }, query };
      return readValues(
        await exactData(api.GET("/api/v1/keys/{key}/values", { params, parseAs: "text", signal })),
      );
    },
    staleTime: 30_000,
  });

function readValues(answer: Json): { rows: KeyValue[]; distinct: number } {
  if (!isMapping(answer) || !Array.isArray(answer["rows"])) throw new ApiError(200, "unreadable", "");
  const rows = answer["rows"].flatMap((row): KeyValue[] => {
    if (!isMapping(row)) return [];
    const models = row["models"];
    return [{ value: row["value"] ?? null, models: models instanceof NumberText ? models.value : 0 }];
  });
  const distinct = answer["distinct"];
  return { rows, distinct: distinct instanceof NumberText ? distinct.value : rows.length };
}

/** How many models a filter leaves. */
export const countModels = (where: string) =>
  queryOptions({
    queryKey: [...keys.models, "count", where],
    queryFn: async ({ signal }) => {
      const query = { ...(where && { where }), columns: "id", limit: 1, total: true };
      return (await data<{ total: number }>(api.GET("/api/v1/models", { params: { query }, signal }))).total;
    },
    staleTime: 15_000,
  });
