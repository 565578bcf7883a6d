/** What an upload asks of the server: which model, what is missing, fresh URLs, commit, giving up. Bytes go by store.ts. */
import { queryOptions } from "@tanstack/react-query";
import { bodyWithArgs, type MetricTree } from "../files/typed.ts";
import type { PartName, PartUrl, Signed } from "./urls.ts";
import { api, data } from "../../../api/client.ts";
import type { components } from "../../../api/schema.gen.ts";
import type { Checkpoint, Model, Parent } from "../../../api/types.ts";

/** The name, where the args do not say it. */
export interface Named {
  dataset: string;
  architecture: string;
}

/** What a new model begins with. */
export interface Beginning {
  title: string;
  readme: string;
  tags: string[];
  parents: Parent[];
  /** Keys of args whose values only look like secrets. */
  allow_secrets: string[];
}

/** What is to be in a checkpoint. */
export interface Declared {
  files: { path: string; size: number; sha256: string }[];
  label: string | null;
  move: boolean;
  step: number | null;
  metrics: MetricTree;
}

/** An open upload with its first URLs. */
export interface OpenUpload {
  id: string;
  blobs: components["schemas"]["BlobPlan"][];
  signed: Signed;
}

export interface LookUp {
  id: string;
  name: string;
  state: Model["state"];
  model: Model | null;
  lease: { holder: string; expires_at: string } | null;
  /** The checkpoint that an unfinished training goes on from. */
  resume?: Model["resume"];
  /** The newest run. */
  run?: Model["run"];
  /** Values of args that look like credentials, where no model is there yet: it would be refused. */
  secrets?: { key: string; kind: string }[];
}

/** Which model these args are, and whether it is there; nothing is made. */
export const lookUp = (args: string, { dataset, architecture }: Named) =>
  queryOptions({
    queryKey: ["lookup", args, dataset, architecture],
    queryFn: ({ signal }) => {
      const text = bodyWithArgs(args, { dataset, architecture });
      const request = { body: { args: {} }, bodySerializer: () => text, signal };
      return data<LookUp>(api.POST("/api/v1/lookup", request));
    },
    staleTime: 10_000,
  });

/** Make sure that the model of these args exists. */
export async function ensureModel(
  args: string,
  named: Named,
  beginning: Beginning,
  signal: AbortSignal,
): Promise<Model> {
  const text = bodyWithArgs(args, { ...named, ...beginning });
  const body = { args: {} };
  return await data<Model>(api.POST("/api/v1/models", { body, bodySerializer: () => text, signal }));
}

/** Say what will be sent; the answer is the checkpoint if it is there already, else what is missing. */
export async function declare(
  model: string,
  declared: Declared,
  signal: AbortSignal,
): Promise<Checkpoint | OpenUpload> {
  const { files, label, move, step, metrics } = declared;
  const body = { files, label, move, step, metrics: metrics as Record<string, never> };
  const answer = await api.POST("/api/v1/models/{ref}/checkpoints", {
    params: { path: { ref: model } },
    body,
    signal,
  });
  const found = answer.data as unknown as { checkpoint: Checkpoint | null; upload: UploadAnswer | null };
  if (found.upload === null) return found.checkpoint!;
  return { ...found.upload, signed: signedBy(found.upload, answer.response) };
}

/** Fresh URLs. */
export async function freshUrls(
  model: string,
  upload: string,
  parts: PartName[],
  signal: AbortSignal,
): Promise<Signed> {
  const params = { path: { ref: model, checkpoint: upload } };
  const route = "/api/v1/models/{ref}/checkpoints/{checkpoint}/parts";
  const answer = await api.POST(route, { params, body: { parts }, signal });
  return signedBy(answer.data as unknown as SignedAnswer, answer.response);
}

/** Make the checkpoint of what was sent. */
export async function commit(model: string, upload: string, signal: AbortSignal): Promise<Checkpoint> {
  const params = { path: { ref: model, checkpoint: upload } };
  const route = "/api/v1/models/{ref}/checkpoints/{checkpoint}/commit";
  return await data<Checkpoint>(api.POST(route, { params, body: {}, signal }));
}

/** Give an open upload up: what was sent of it is removed from the store. */
export async function giveUp(model: string, upload: string): Promise<void> {
  const params = { path: { ref: model, checkpoint: upload } };
  await api.DELETE("/api/v1/models/{ref}/checkpoints/{checkpoint}", { params });
}

type UploadAnswer = components["schemas"]["Upload"];

interface SignedAnswer {
  urls: PartUrl[];
  urls_expire_at: string;
}

/** How long the URLs live is counted by the server's clock alone. */
function signedBy(answer: SignedAnswer, response: Response): Signed {
  const now = Date.parse(response.headers.get("Date") ?? "") || Date.now();
  return { urls: answer.urls, lifetime: Math.max(1000, Date.parse(answer.urls_expire_at) - now) };
}
