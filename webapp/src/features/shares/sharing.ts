/**
 * Reads and writes of sharing: what opens a model, what was shared with oneself, and opening a link.
 */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, data } from "../../api/client.ts";
import { keys } from "../../api/queries.ts";
import type { Model, Part, Rows, Share } from "../../api/types.ts";

const SHARES = ["shares"];
const AUDIT = ["events"];

/** Whom to open a model to, which parts, for how long; without hours a link ends after 30 days. */
export interface NewShare {
  kind: Share["kind"];
  login?: string;
  sees: Part[];
  expires_in_hours?: number;
}

/** A model that was shared with the asker, with the fields that they may see. */
export interface SharedModel {
  id: string;
  kind: Share["kind"];
  sees: Part[];
  expires_at: string | null;
  model: Pick<Model, "id" | "state" | "updated_at"> & Partial<Model>;
}

/** What opens one model, the public switch first. */
export const sharesOf = (id: string) =>
  queryOptions({
    queryKey: [...SHARES, id],
    queryFn: async ({ signal }) => {
      const call = api.GET("/api/v1/models/{ref}/shares", { params: { path: { ref: id } }, signal });
      return (await data<Rows<Share>>(call)).rows;
    },
    staleTime: 15_000,
  });

/** The grants and links of all models, page by page. */
export const allShares = () =>
  infiniteQueryOptions({
    queryKey: SHARES,
    queryFn: ({ pageParam, signal }) => {
      const query = pageParam ? { after: pageParam } : {};
      return data<Rows<Share>>(api.GET("/api/v1/shares", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? null,
  });

/** What was shared with the asker. */
export const sharedWithMe = () =>
  queryOptions({
    queryKey: [...SHARES, { mine: true }],
    queryFn: async ({ signal }) =>
      (await data<Rows<SharedModel>>(api.GET("/api/v1/shares/mine", { signal }))).rows,
  });

/** Open a model; only this answer has the secret of a link. */
export function useShareModel(id: string) {
  const refresh = useRefresh(id);
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (body: NewShare) =>
      data<Share>(api.POST("/api/v1/models/{ref}/shares", { params: { path: { ref: id } }, body })),
    onSuccess: refresh,
    gcTime: 0,
  });
}

/** Take one share of a model back. */
export function useRevokeShare(id: string) {
  const refresh = useRefresh(id);
  return useMutation({
    mutationFn: (share: string) =>
      data(api.DELETE("/api/v1/models/{ref}/shares/{share}", { params: { path: { ref: id, share } } })),
    onSuccess: refresh,
  });
}

/** Let this browser read what a link opens; answers which model that is. */
export function useOpenLink() {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (secret: string) =>
      data<{ model: string; sees: Part[] }>(api.POST("/api/v1/shares/open", { body: { secret } })),
    // What was refused before may be readable now.
    onSuccess: () => client.invalidateQueries(),
    gcTime: 0,
  });
}

function useRefresh(id: string): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all(
      [SHARES, AUDIT, keys.model(id), keys.models].map((queryKey) => client.invalidateQueries({ queryKey })),
    );
}
