/** Reads of what a training logged: which series a model has, and curves thinned to what a plot can show. */
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "../../../api/client.ts";
import { keys } from "../../../api/queries.ts";
import type { Rows } from "../../../api/types.ts";

/** A number, or `NaN`, `Infinity`, `-Infinity`. */
type Value = number | string;

/** What a model has of one series. */
export interface SeriesHead {
  key: string;
  count: number;
  first_step: number;
  last_step: number;
  last: Value;
}

/** Points of one series as columns, in the order of their steps; `total` is how many there are. */
export interface Series {
  step: number[];
  value: Value[];
  /** Milliseconds since 1970. */
  time: number[];
  /** The number of the run of each point. */
  run: number[];
  total: number;
}

/** The series of a model. */
export const seriesHeads = (id: string) =>
  queryOptions({
    queryKey: [...keys.model(id), "series"],
    queryFn: async ({ signal }) => {
      const call = api.GET("/api/v1/models/{ref}/series", { params: { path: { ref: id } }, signal });
      return (await data<Rows<SeriesHead>>(call)).rows;
    },
  });

/** One series of a model in about so many points. */
export const seriesOf = (id: string, key: string, points: number) =>
  queryOptions({
    queryKey: [...keys.model(id), "series", key, points],
    queryFn: async ({ signal }) => {
      const params = { path: { ref: id }, query: { key: [key], points } };
      const call = api.GET("/api/v1/models/{ref}/series", { params, signal });
      return (await data<Rows<Series>>(call)).rows[0]!;
    },
  });

/** One series of several models, by model. */
export const seriesOfAll = (ids: readonly string[], key: string, points: number) =>
  queryOptions({
    queryKey: ["series", ids, key, points],
    queryFn: async ({ signal }) => {
      const query = { id: [...ids], key: [key], points };
      const call = api.GET("/api/v1/series", { params: { query }, signal });
      const { rows } = await data<Rows<Series & { model: string }>>(call);
      return Object.fromEntries(rows.map((row) => [row.model, row]));
    },
  });
