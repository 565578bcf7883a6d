/** The ancestors and descendants of a model, its replicas, its note and its aliases: reads and writes. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, data } from "../../../api/client.ts";
import { keys } from "../../../api/queries.ts";
import type { components } from "../../../api/schema.gen.ts";
import type { FullModel, Model } from "../../../api/types.ts";

type Schemas = components["schemas"];

export type Lineage = Schemas["Lineage"];
export type LineageNode = Schemas["LineageNode"];
export type LineageEdge = Schemas["LineageEdge"];
export type NewNote = Schemas["NewNote"];

/** The graph around a model. */
export const lineage = (id: string) =>
  queryOptions({
    queryKey: [...keys.model(id), "lineage"],
    queryFn: ({ signal }) =>
      data<Lineage>(api.GET("/api/v1/models/{ref}/lineage", { params: { path: { ref: id } }, signal })),
  });

/** Mark a model as good or bad, or take the mark away (null). */
export function useNote(id: string) {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (note: NewNote | null) => {
      const params = { path: { ref: id } };
      return data<Model>(
        note === null
          ? api.DELETE("/api/v1/models/{ref}/note", { params })
          : api.PUT("/api/v1/models/{ref}/note", { params, body: note }),
      );
    },
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["model"] }),
        client.invalidateQueries({ queryKey: keys.models }),
      ]),
  });
}

/** Let an alias point to a model, with or without protection. */
export function useSetAlias(id: string) {
  const done = useAliasDone(id);
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: ({ alias, isProtected }: { alias: string; isProtected?: boolean }) =>
      data(
        api.PUT("/api/v1/models/{ref}/aliases/{alias}", {
          params: { path: { ref: id, alias } },
          body: isProtected === undefined ? {} : { protected: isProtected },
        }),
      ),
    onSuccess: (_, { alias }) => done((old) => [...new Set([...old, alias])]),
  });
}

/** Take an alias away from a model. */
export function useDropAlias(id: string) {
  const done = useAliasDone(id);
  return useMutation({
    mutationFn: (alias: string) =>
      data(api.DELETE("/api/v1/models/{ref}/aliases/{alias}", { params: { path: { ref: id, alias } } })),
    onSuccess: (_, alias) => done((old) => old.filter((one) => one !== alias)),
  });
}

function useAliasDone(id: string) {
  const client = useQueryClient();
  return (change: (aliases: string[]) => string[]) => {
    client.setQueryData<FullModel>(keys.model(id), (old) => old && { ...old, aliases: change(old.aliases) });
    return Promise.all([
      client.invalidateQueries({ queryKey: ["model"] }),
      client.invalidateQueries({ queryKey: keys.models }),
    ]);
  };
}
