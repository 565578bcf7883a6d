/** What is inside the files of a checkpoint: tensors, two checkpoints side by side, and imports of pickles. */
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "../../../api/client.ts";
import type { components } from "../../../api/schema.gen.ts";

type Schemas = components["schemas"];

export type Tensor = Schemas["TensorRow"];

export type Tensors = Schemas["Tensors"];
export type TensorChange = Schemas["TensorChange"];
export type TensorChanges = Schemas["TensorChanges"];
export type Safety = Schemas["Safety"];
export type SafetyRow = Schemas["SafetyRow"];

const AGAIN_MS = 2_000;

/** Ask again soon while the worker has not looked yet. */
const whileWaiting = (waiting: boolean | undefined): number | false => (waiting ? AGAIN_MS : false);

/** The tensors of a checkpoint. */
export const tensors = (id: string, label: string) =>
  queryOptions({
    queryKey: ["model", id, "tensors", label],
    queryFn: ({ signal }) =>
      data<Tensors>(
        api.GET("/api/v1/models/{ref}/checkpoints/{checkpoint}/tensors", {
          params: { path: { ref: id, checkpoint: label } },
          signal,
        }),
      ),
    refetchInterval: (query) =>
      whileWaiting(query.state.data?.files.some((file) => file.state === "waiting")),
  });

/** Two checkpoints, tensor by tensor. */
export const tensorChanges = (id: string, label: string, other: { id: string; checkpoint: string }) =>
  queryOptions({
    queryKey: ["model", id, "tensors", label, other],
    queryFn: ({ signal }) =>
      data<TensorChanges>(
        api.GET("/api/v1/models/{ref}/checkpoints/{checkpoint}/tensors/diff", {
          params: { path: { ref: id, checkpoint: label }, query: other },
          signal,
        }),
      ),
  });

/** What loading the files of a checkpoint would import. */
export const safety = (id: string, label: string) =>
  queryOptions({
    queryKey: ["model", id, "safety", label],
    queryFn: ({ signal }) =>
      data<Safety>(
        api.GET("/api/v1/models/{ref}/checkpoints/{checkpoint}/safety", {
          params: { path: { ref: id, checkpoint: label } },
          signal,
        }),
      ),
    refetchInterval: (query) => whileWaiting(query.state.data?.state === "waiting"),
  });
