/** The table folded to families: one row for the replicas of a recipe, their metrics as mean and spread. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import { isMapping, NumberText, plainNumbers, type Json } from "../lib/json/json.ts";
import { api, ApiError, exactData } from "./client.ts";
import { keys, type ModelsSearch } from "./queries.ts";

/** Families a request: folding is done again for each, so few large ones. */
const PAGE = 1000;

/** A metric over the replicas: `std` is null for one of them, all is null for none that is a number. */
export interface Spread {
  n: number;
  not_finite: number;
  mean: number | null;
  std: number | null;
  min: number | null;
  max: number | null;
}

export interface Family {
  /** Of the newest replica. */
  id: string;
  title: string;
  name: string;
  family: string;
  count: number;
  /** What all replicas share, by column; with every number's own text. */
  values: { [column: string]: Json };
  varies: string[];
  metrics: { [column: string]: Spread };
}

export interface FamiliesPage {
  rows: Family[];
  total: number;
  models: number;
}

/** Families page by page. */
export const families = (search: ModelsSearch) =>
  infiniteQueryOptions({
    // Below the models, so that what makes those stale makes these stale too.
    queryKey: [...keys.models, "families", search],
    queryFn: async ({ pageParam, signal }): Promise<FamiliesPage> => {
      const { where, sort, columns } = search;
      const query = {
        ...(where && { where }),
        ...(sort && { sort }),
        ...(columns && { columns }),
        ...(pageParam > 0 && { offset: pageParam }),
        limit: PAGE,
      };
      return read(
        await exactData(api.GET("/api/v1/families", { params: { query }, parseAs: "text", signal })),
      );
    },
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const shown = pages.reduce((sum, page) => sum + page.rows.length, 0);
      return last.rows.length > 0 && shown < last.total ? shown : null;
    },
    staleTime: 15_000,
  });

function read(answer: Json): FamiliesPage {
  if (!isMapping(answer) || !Array.isArray(answer["rows"])) throw new ApiError(200, "unreadable", "");
  const { total, models, rows } = answer;
  return { rows: rows.map(readFamily), total: count(total), models: count(models) };
}

function readFamily(row: Json): Family {
  if (!isMapping(row)) throw new ApiError(200, "unreadable", "");
  const { values, ...rest } = row;
  return { ...(plainNumbers(rest) as Omit<Family, "values">), values: isMapping(values) ? values : {} };
}

function count(value: Json | undefined): number {
  return value instanceof NumberText ? value.value : 0;
}
