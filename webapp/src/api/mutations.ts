/**
 * One hook per write: calls, then refreshes what the write made stale. No navigation and no toast.
 */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ApiError, data } from "./client.ts";
import { dropAllDrafts } from "../lib/storage/drafts.ts";
import { keys } from "./queries.ts";
import type { FullModel, Model, ModelEdit, NewToken, Token } from "./types.ts";

/** Change fields of a model; `revision` makes a change by another person since then a conflict. */
export function useEditModel(id: string, meta: { shownInPlace?: boolean } = {}) {
  const client = useQueryClient();
  return useMutation({
    meta,
    mutationFn: ({ edit, revision }: { edit: ModelEdit; revision?: number }): Promise<Model> => {
      const headers = revision === undefined ? {} : { "If-Match": `"${revision}"` };
      return data<Model>(
        api.PATCH("/api/v1/models/{ref}", { params: { path: { ref: id } }, headers, body: edit }),
      );
    },
    onSuccess: (model) => {
      // The answer of a change has neither the args nor the count of children.
      client.setQueryData<FullModel>(
        keys.model(id),
        (old) => old && { ...old, ...model, readme: model.readme ?? old.readme, children: old.children },
      );
      return client.invalidateQueries({ queryKey: keys.models });
    },
    onError: (error) => {
      const changed = error instanceof ApiError && error.status === 409;
      return changed ? client.invalidateQueries({ queryKey: keys.model(id), exact: true }) : undefined;
    },
  });
}

/** Put a model into the trash; `force` although something holds on to it. */
export function useDeleteModel(id: string) {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (force: boolean) => {
      const params = { path: { ref: id }, query: force ? { force } : {} };
      return data(api.DELETE("/api/v1/models/{ref}", { params }));
    },
    onSuccess: () => {
      client.removeQueries({ queryKey: keys.model(id) });
      return Promise.all([
        client.invalidateQueries({ queryKey: keys.models }),
        client.invalidateQueries({ queryKey: keys.trash }),
      ]);
    },
  });
}

/** Take something out of the trash. */
export function useRestore() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (entry: string) =>
      data(api.POST("/api/v1/trash/{entry}/restore", { params: { path: { entry } } })),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.trash }),
        client.invalidateQueries({ queryKey: keys.models }),
      ]),
  });
}

/** Make an API token; only this answer has its text. */
export function useCreateToken() {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (body: NewToken) => data<Token>(api.POST("/api/v1/tokens", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.tokens }),
    gcTime: 0,
  });
}

/** Revoke an API token. */
export function useRevokeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (token: string) =>
      data(api.DELETE("/api/v1/tokens/{token}", { params: { path: { token } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.tokens }),
  });
}

/** Sign this browser in with a one-time code. */
export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (code: string) => data(api.POST("/api/v1/session", { body: { code } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.me }),
  });
}

/** Sign this browser out and forget everything that was read. */
export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => data(api.DELETE("/api/v1/session")),
    onSuccess: () => {
      dropAllDrafts();
      client.clear();
    },
  });
}
