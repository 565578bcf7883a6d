/** What happened to a model, newest first, page by page. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, data } from "../../../api/client.ts";
import { keys } from "../../../api/queries.ts";
import type { components } from "../../../api/schema.gen.ts";

export type ActivityLine = components["schemas"]["Activity"];
type Page = components["schemas"]["ActivityPage"];

const AT_ONCE = 50;

/** The lines of a model. */
export const activity = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.model(id), "activity"],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: AT_ONCE, ...(pageParam && { after: pageParam }) };
      const params = { path: { ref: id }, query };
      return data<Page>(api.GET("/api/v1/models/{ref}/activity", { params, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? null,
    // What one does on this page is in it: it is asked anew whenever it is opened.
    staleTime: 0,
  });
