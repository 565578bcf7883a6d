/** The replicas of a model, with what differs between them as it was written, and the spread of their metrics. */
import { queryOptions } from "@tanstack/react-query";
import { isMapping, plainNumbers, type Json } from "../../../lib/json/json.ts";
import { api, ApiError, exactData } from "../../../api/client.ts";
import type { Spread } from "../../../api/families.ts";
import { keys } from "../../../api/queries.ts";

export interface Replica {
  id: string;
  title: string;
  state: string;
  /** Values of the seed-like keys. */
  seeds: { [key: string]: Json };
  metrics: Record<string, number | string>;
}

export interface Replicas {
  name: string;
  family: string;
  count: number;
  complete: boolean;
  rows: Replica[];
  metrics: Record<string, Spread>;
}

/** The family of a model. */
export const family = (id: string) =>
  queryOptions({
    queryKey: [...keys.model(id), "family"],
    queryFn: async ({ signal }): Promise<Replicas> => {
      const params = { path: { ref: id } };
      const call = api.GET("/api/v1/models/{ref}/family", { params, parseAs: "text", signal });
      return read(await exactData(call));
    },
  });

function read(answer: Json): Replicas {
  if (!isMapping(answer) || !Array.isArray(answer["rows"])) throw new ApiError(200, "unreadable", "");
  const { rows, ...rest } = answer;
  return {
    ...(plainNumbers(rest) as Omit<Replicas, "rows">),
    rows: rows.filter(isMapping).map(({ seeds = {}, ...row }) => ({
      ...(plainNumbers(row) as Omit<Replica, "seeds">),
      seeds: isMapping(seeds) ? seeds : {},
    })),
  };
}
