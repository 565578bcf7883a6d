/** What is done to one checkpoint: another label, to the trash, its weights alone. Reads are in queries.ts. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, data } from "./client.ts";
import { keys } from "./queries.ts";
import type { Checkpoint, TrashEntry } from "./types.ts";

const ONE = "/api/v1/models/{ref}/checkpoints/{checkpoint}" as const;

export interface NewLabel {
  /** The checkpoint, by its id. */
  checkpoint: string;
  label: string;
  move: boolean;
}

/** Everything about a model may have changed, and the trash and the table with it. */
function useFresh(id: string): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all(
      [keys.model(id), keys.models, keys.trash].map((queryKey) => client.invalidateQueries({ queryKey })),
    );
}

/** Point a label at a checkpoint. */
export function useRelabel(id: string) {
  const fresh = useFresh(id);
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: ({ checkpoint, label, move }: NewLabel) =>
      data<Checkpoint>(
        api.PUT(`${ONE}/label`, { params: { path: { ref: id, checkpoint } }, body: { label, move } }),
      ),
    onSuccess: fresh,
  });
}

/** Take the label of a checkpoint away. */
export function useUnlabel(id: string) {
  const fresh = useFresh(id);
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (checkpoint: string) =>
      data<Checkpoint>(api.DELETE(`${ONE}/label`, { params: { path: { ref: id, checkpoint } } })),
    onSuccess: fresh,
  });
}

/** Put a checkpoint into the trash. */
export function useDeleteCheckpoint(id: string) {
  const fresh = useFresh(id);
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (checkpoint: string) =>
      data<TrashEntry>(api.DELETE(ONE, { params: { path: { ref: id, checkpoint } } })),
    onSuccess: fresh,
  });
}

/** Delete the weights of a checkpoint; null if they were deleted before. */
export function useDeleteWeights(id: string) {
  const fresh = useFresh(id);
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (checkpoint: string) =>
      data<TrashEntry | null>(api.DELETE(`${ONE}/weights`, { params: { path: { ref: id, checkpoint } } })),
    onSuccess: fresh,
  });
}

/** Bring back what of this model lies in the trash. */
export function useBringBack(id: string) {
  const fresh = useFresh(id);
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (entry: string) =>
      data<Checkpoint>(api.POST("/api/v1/trash/{entry}/restore", { params: { path: { entry } } })),
    onSuccess: fresh,
  });
}

/** Give something in the trash up for good. */
export function useGiveUp() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (entry: string) => data(api.DELETE("/api/v1/trash/{entry}", { params: { path: { entry } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.trash }),
  });
}
