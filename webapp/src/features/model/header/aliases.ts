/** The aliases of one name: where each points, and whether it is protected. Writes are in lineage.ts. */
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "../../../api/client.ts";
import type { components } from "../../../api/schema.gen.ts";

export type Alias = components["schemas"]["Alias"];

const MOST = 1000;

/** For who may see the table. */
export const aliasesOf = (name: string) =>
  queryOptions({
    // Whatever changes a model may have moved an alias.
    queryKey: ["model", "aliases", name],
    queryFn: async ({ signal }) => {
      const query = { name, limit: MOST };
      return (await data<{ rows: Alias[] }>(api.GET("/api/v1/aliases", { params: { query }, signal }))).rows;
    },
  });
