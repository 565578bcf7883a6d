/** What a column holds: the figures of one key over a filter, and its most frequent values. */
import { queryOptions } from "@tanstack/react-query";
import { isMapping, NumberText, plainNumbers, type Json } from "../../../lib/json/json.ts";
import { api, ApiError, exactData } from "../../../api/client.ts";

export interface KeyFigures {
  types: Record<string, number>;
  models: number;
  distinct: number;
  distinct_exact: boolean;
  /** Of so many models; fewer than `matching` when a part was looked at. */
  looked_at: number;
  matching: number;
  low: string | null;
  high: string | null;
}

export interface FrequentValue {
  value: Json;
  models: number;
}

/** The figures of one key; null if no model that matches has it. */
export const keyFigures = (key: string, where: string) =>
  queryOptions({
    queryKey: ["statistics", "figures", key, where],
    queryFn: async ({ signal }): Promise<KeyFigures | null> => {
      const query = { ...(where && { where }), search: key, limit: 10_000 };
      const answer = await exactData(api.GET("/api/v1/keys", { params: { query }, parseAs: "text", signal }));
      return readFigures(answer, key);
    },
    staleTime: 30_000,
  });

/** The most frequent values of one key. */
export const frequentValues = (key: string, where: string) =>
  queryOptions({
    queryKey: ["statistics", "values", key, where],
    queryFn: async ({ signal }): Promise<FrequentValue[]> => {
      const params = { path: { key }, query: { ...(where && { where }) } };
      const answer = await exactData(
        api.GET("/api/v1/keys/{key}/values", { params, parseAs: "text", signal }),
      );
      if (!isMapping(answer) || !Array.isArray(answer["rows"])) throw new ApiError(200, "unreadable", "");
      return answer["rows"].flatMap((row) =>
        isMapping(row)
          ? [{ value: row["value"] ?? null, models: Number(plainNumbers(row["models"] ?? 0)) }]
          : [],
      );
    },
    staleTime: 30_000,
  });

function readFigures(answer: Json, key: string): KeyFigures | null {
  if (!isMapping(answer) || !Array.isArray(answer["rows"])) throw new ApiError(200, "unreadable", "");
  const row = answer["rows"].find((one) => isMapping(one) && one["key"] === key);
  if (!isMapping(row)) return null;
  const { low, high, ...rest } = row;
  const { models: matching, looked_at } = plainNumbers({
    models: answer["models"] ?? 0,
    looked_at: answer["looked_at"] ?? 0,
  }) as { models: number; looked_at: number };
  return { ...(plainNumbers(rest) as KeyFigures), matching, looked_at, low: asText(low), high: asText(high) };
}

function asText(value: Json | undefined): string | null {
  if (value instanceof NumberText) return value.text;
  return typeof value === "string" ? value : null;
}
