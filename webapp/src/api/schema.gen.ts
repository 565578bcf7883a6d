// Hand-written until the server's OpenAPI document exists; the shape openapi-typescript gives.

type Metric = number | string;
type Answer<T> = { responses: { 200: { headers: Record<string, unknown>; content: { "application/json": T } } } };
type Ref = { path: { ref: string } };
type CheckpointRef = { path: { ref: string; checkpoint: string } };

export interface components {
  schemas: {
    Parent: { id: string; kind: string };
    Model: {
      id: string;
      name: string;
      dataset: string;
      architecture: string;
      digest: string;
      family: string;
      policy: number;
      title: string;
      tags: string[];
      aliases: string[];
      visibility: "private" | "public";
      owner: string;
      state: "new" | "training" | "trained";
      parents: components["schemas"]["Parent"][];
      children: number;
      metrics: Record<string, Metric>;
      checkpoints: number;
      latest: string | null;
      size: number;
      created_at: string;
      updated_at: string;
      revision: number;
      readme?: string | null;
    };
    File: { path: string; size: number; sha256: string };
    Checkpoint: {
      id: string;
      model: string;
      label: string;
      hash: string;
      step: number | null;
      metrics: Record<string, Metric>;
      size: number;
      file_count: number;
      state: "uploaded" | "verified" | "corrupt";
      created_by: string;
      created_at: string;
      files?: components["schemas"]["File"][] | null;
    };
    Token: {
      id: string;
      name: string;
      scopes: ("read" | "write" | "admin")[];
      only: string | null;
      created_at: string;
      expires_at: string | null;
      last_used_at: string | null;
      token?: string | null;
    };
    TrashEntry: {
      id: string;
      kind: "model" | "checkpoint";
      model: string;
      label: string | null;
      title: string;
      size: number;
      deleted_at: string;
      deleted_by: string;
      expires_at: string;
    };
    Me: {
      login: string;
      name: string;
      role: "admin" | "read_only" | "guest";
      via: "session" | "token";
      token: components["schemas"]["Token"] | null;
      server: { version: string; url: string; sign_in: "local" | "github" };
    };
    Policy: {
      number: number;
      ignore: string[];
      seeds: string[];
      defaults: Record<string, unknown>;
      dataset_keys: string[];
      architecture_keys: string[];
    };
  };
}
type S = components["schemas"];

export interface paths {
  "/api/v1/me": { get: Answer<S["Me"]> };
  "/api/v1/policy": { get: Answer<S["Policy"]> };
  "/api/v1/session": {
    post: Answer<unknown> & { requestBody: { content: { "application/json": { code: string } } } };
    delete: Answer<unknown>;
  };
  "/api/v1/models": {
    get: Answer<unknown> & {
      parameters: {
        query?: {
          where?: string;
          sort?: string;
          columns?: string;
          limit?: number;
          after?: string;
          offset?: number;
          total?: boolean;
        };
      };
    };
  };
  "/api/v1/models/{ref}": {
    get: Answer<unknown> & { parameters: Ref };
    patch: Answer<S["Model"]> & {
      parameters: Ref & { header?: { "If-Match"?: string } };
      requestBody: {
        content: {
          "application/json": {
            title?: string;
            readme?: string;
            tags?: string[];
            add_tags?: string[];
            remove_tags?: string[];
            visibility?: "private" | "public";
          };
        };
      };
    };
    delete: Answer<S["TrashEntry"]> & { parameters: Ref };
  };
  "/api/v1/models/{ref}/checkpoints": { get: Answer<{ rows: S["Checkpoint"][] }> & { parameters: Ref } };
  "/api/v1/models/{ref}/checkpoints/{checkpoint}": { get: Answer<S["Checkpoint"]> & { parameters: CheckpointRef } };
  "/api/v1/diff": {
    get: Answer<unknown> & { parameters: { query: { id: string[]; base?: string; all?: boolean } } };
  };
  "/api/v1/trash": {
    get: Answer<{ rows: S["TrashEntry"][]; next: string | null }> & { parameters: { query?: { after?: string } } };
  };
  "/api/v1/trash/{id}/restore": {
    post: Answer<S["Model"] | S["Checkpoint"]> & { parameters: { path: { id: string } } };
  };
  "/api/v1/tokens": {
    get: Answer<{ rows: S["Token"][] }>;
    post: Answer<S["Token"]> & {
      requestBody: {
        content: {
          "application/json": { name: string; scopes?: string[]; only?: string; expires_in_days?: number };
        };
      };
    };
  };
  "/api/v1/tokens/{id}": { delete: Answer<unknown> & { parameters: { path: { id: string } } } };
}
