/** What plots read: the keys there are to plot, and the values of some of them for a bounded number of models. */
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "../../../api/client.ts";
import { keys } from "../../../api/queries.ts";
import type { ModelRow } from "../../../api/types.ts";
import { WALK_PAGE, walkPage } from "../../../api/walk.ts";

/** More models than these are sampled. */
export const MOST_POINTS = 5000;

export interface CatalogueRow {
  key: string;
  types: { [type: string]: number };
}

/** The keys that vary over the models that match, the most common first. */
export const plotKeys = (where: string) =>
  queryOptions({
    queryKey: [...keys.models, "plot keys", where],
    queryFn: async ({ signal }) => {
      const query = { ...(where && { where }), varying: true, limit: 500 };
      const answer = await data<{ rows: CatalogueRow[] }>(
        api.GET("/api/v1/keys", { params: { query }, signal }),
      );
      return answer.rows;
    },
    staleTime: 60_000,
  });

export interface Sample {
  rows: ModelRow[];
  total: number;
  /** The rows are some of them, drawn evenly by digest. */
  sampled: boolean;
}

/**
 * The models that match, or, of too many, some: those of the lowest digests, which are as good as drawn by lot and the
 * same ones each time.
 */
export const plotRows = (where: string, columns: readonly string[]) =>
  queryOptions({
    queryKey: [...keys.models, "plot", where, columns],
    queryFn: async ({ signal }): Promise<Sample> => {
      const search = { where, sort: "digest", columns: columns.join(",") };
      const rows: ModelRow[] = [];
      let after: string | null = null;
      let total = 0;
      do {
        const page = await walkPage(search, after, signal);
        rows.push(...page.rows);
        total = page.total ?? total;
        after = page.next;
      } while (after !== null && rows.length + WALK_PAGE <= MOST_POINTS);
      return { rows, total, sampled: after !== null };
    },
    staleTime: 60_000,
  });
