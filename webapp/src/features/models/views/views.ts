/** Saved views: one read of all that one may see, and one hook per write. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, data } from "../../../api/client.ts";
import type { Rows } from "../../../api/types.ts";
import type { components } from "../../../api/schema.gen.ts";

type Schemas = components["schemas"];

export type View = Required<Omit<Schemas["View"], "state">> & { state: Required<Schemas["ViewState"]> };
export type NewView = Schemas["NewView"];

const KEY = ["views"] as const;

/** The team's views and one's own. */
export const views = () =>
  queryOptions({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await data<Rows<View>>(api.GET("/api/v1/views", { signal }))).rows,
    staleTime: 30_000,
  });

/** Keep a new view. */
export function useCreateView() {
  const refresh = useRefresh();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (body: NewView) => data<View>(api.POST("/api/v1/views", { body })),
    onSuccess: refresh,
  });
}

/** Keep another state, name or default of a view; `revision` makes a change by another person a conflict. */
export function useReplaceView() {
  const refresh = useRefresh();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: ({ id, body, revision }: { id: string; body: NewView; revision?: number }) => {
      const headers = revision === undefined ? {} : { "If-Match": `"${revision}"` };
      return data<View>(api.PUT("/api/v1/views/{view}", { params: { path: { view: id } }, headers, body }));
    },
    onSettled: refresh,
  });
}

/** Delete a view. */
export function useDeleteView() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (id: string) => data(api.DELETE("/api/v1/views/{view}", { params: { path: { view: id } } })),
    onSuccess: refresh,
  });
}

function useRefresh(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: KEY });
}
