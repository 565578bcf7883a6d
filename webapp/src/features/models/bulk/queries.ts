/**
 * Writes to one of many models, for acts that go through a list: each call is one request, and what was made stale is
 * refreshed once, at the end.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, data } from "../../../api/client.ts";
import { keys, type ModelsSearch } from "../../../api/queries.ts";
import type { Model, ModelEdit, TrashEntry } from "../../../api/types.ts";
import { walkPage } from "../../../api/walk.ts";

export interface BulkWrites {
  edit: (id: string, edit: ModelEdit) => Promise<Model>;
  /** To the trash; `force` also where something holds on to it. */
  trash: (id: string, force: boolean) => Promise<TrashEntry>;
  /** The IDs of everything that matches a filter, in the order of the table. */
  collect: (search: ModelsSearch, signal: AbortSignal, onCount: (count: number) => void) => Promise<string[]>;
  /** Read again what the writes changed. */
  refresh: () => Promise<unknown>;
}

/** Writes without a refresh each. */
export function useBulkWrites(): BulkWrites {
  const client = useQueryClient();
  return useMemo(
    () => ({
      edit: (id, edit) =>
        data<Model>(api.PATCH("/api/v1/models/{ref}", { params: { path: { ref: id } }, body: edit })),
      trash: (id, force) => {
        const params = { path: { ref: id }, ...(force && { query: { force } }) };
        return data<TrashEntry>(api.DELETE("/api/v1/models/{ref}", { params }));
      },
      collect,
      refresh: () =>
        Promise.all([
          client.invalidateQueries({ queryKey: keys.models }),
          client.invalidateQueries({ queryKey: ["model"] }),
          client.invalidateQueries({ queryKey: keys.trash }),
        ]),
    }),
    [client],
  );
}

const collect: BulkWrites["collect"] = async (search, signal, onCount) => {
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const page = await walkPage({ ...search, columns: "id" }, after, signal);
    ids.push(...page.rows.map((row) => row.id));
    onCount(ids.length);
    after = page.next;
  } while (after !== null);
  return ids;
};
