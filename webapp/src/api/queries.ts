/**
 * One function per read, each returning query options: key and fetcher. Keys live only here; nothing else fetches.
 */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { isMapping, type Json, NumberText, plainNumbers } from "../lib/json/json.ts";
import { api, ApiError, data, exactData, renewal } from "./client.ts";
import {
  type Checkpoint,
  type FullModel,
  type Me,
  type Model,
  type ModelRow,
  type ModelsPage,
  type Part,
  PARTS,
  type Policy,
  type Rows,
  type Token,
  type TrashEntry,
} from "./types.ts";

/** Rows per block of the table. */
export const BLOCK = 100;

/** What decides which rows come, in which order, with which columns. */
export interface ModelsSearch {
  where: string;
  sort: string;
  columns: string;
}

export const keys = {
  me: ["me"],
  models: ["models"],
  model: (id: string) => ["model", id],
  trash: ["trash"],
  tokens: ["tokens"],
} as const;

/** Who is signed in; null where no person is, which is no error: some servers show models to strangers. */
export const me = () =>
  queryOptions({
    queryKey: keys.me,
    queryFn: async ({ signal }): Promise<Me | null> => {
      const found = await data<Me>(api.GET("/api/v1/me", { signal })).catch(nobody);
      renewal.known(found !== null);
      return found;
    },
    staleTime: 60_000,
  });

function nobody(error: unknown): null {
  if (error instanceof ApiError && error.status === 401) return null;
  throw error;
}

/** The identity rules in force, or those of a number. */
export const policy = (number?: number) =>
  queryOptions({
    queryKey: ["policy", ...(number === undefined ? [] : [number])],
    queryFn: ({ signal }) => {
      const query = number === undefined ? {} : { number };
      return data<Policy>(api.GET("/api/v1/policy", { params: { query }, signal }));
    },
    staleTime: 300_000,
  });

/** One block of the table; the first of a search also counts. */
export const modelsPage = (search: ModelsSearch, block: number) =>
  queryOptions({
    queryKey: [...keys.models, search, block],
    queryFn: async ({ signal }): Promise<ModelsPage> => {
      const { where, sort, columns } = search;
      const query = {
        ...(where && { where }),
        ...(sort && { sort }),
        ...(columns && { columns }),
        ...(block === 0 ? { total: true } : { offset: block * BLOCK }),
        limit: BLOCK,
      };
      return readPage(
        await exactData(api.GET("/api/v1/models", { params: { query }, parseAs: "text", signal })),
      );
    },
    staleTime: 15_000,
  });

/** One model with its args and README; for an Admin, `as` whom to see it. */
export const model = (id: string, as?: string) =>
  queryOptions({
    queryKey: [...keys.model(id), ...seenAs(as)],
    queryFn: async ({ signal }) => {
      const call = api.GET("/api/v1/models/{ref}", {
        params: { path: { ref: id }, query: as === undefined ? {} : { as } },
        parseAs: "text",
        signal,
      });
      return readModel(await exactData(call));
    },
  });

/** The checkpoints of a model, latest first. */
export const checkpoints = (id: string, as?: string) =>
  queryOptions({
    queryKey: [...keys.model(id), "checkpoints", ...seenAs(as)],
    queryFn: async ({ signal }) => {
      const found: Checkpoint[] = [];
      for (let after: string | null = ""; after !== null;) {
        const query = { ...(as !== undefined && { as }), ...(after && { after }) };
        const params = { path: { ref: id }, query };
        const call = api.GET("/api/v1/models/{ref}/checkpoints", { params, signal });
        const page: Rows<Checkpoint> = await data<Rows<Checkpoint>>(call);
        found.push(...page.rows);
        after = page.next ?? null;
      }
      return found;
    },
  });

/** One checkpoint with its files. */
export const checkpoint = (id: string, label: string, as?: string) =>
  queryOptions({
    queryKey: [...keys.model(id), "checkpoints", label, ...seenAs(as)],
    queryFn: ({ signal }) => {
      const params = { path: { ref: id, checkpoint: label }, query: as === undefined ? {} : { as } };
      return data<Checkpoint>(api.GET("/api/v1/models/{ref}/checkpoints/{checkpoint}", { params, signal }));
    },
  });

/** What was deleted, page by page. */
export const trash = () =>
  infiniteQueryOptions({
    queryKey: keys.trash,
    queryFn: ({ pageParam, signal }) =>
      data<Rows<TrashEntry>>(
        api.GET("/api/v1/trash", { params: { query: pageParam ? { after: pageParam } : {} }, signal }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? null,
  });

/** The API tokens of the signed-in person. */
export const tokens = () =>
  queryOptions({
    queryKey: keys.tokens,
    queryFn: async ({ signal }) => (await data<Rows<Token>>(api.GET("/api/v1/tokens", { signal }))).rows,
  });

function seenAs(as: string | undefined): { as: string }[] {
  return as === undefined ? [] : [{ as }];
}

/** What stands for the fields of parts that were not sent. */
const UNSEEN = {
  title: "",
  tags: [],
  aliases: [],
  owner: "",
  note: null,
  metrics: {},
  readme: "",
  parents: [],
  children: 0,
  digest: "",
  family: "",
  policy: 0,
  size: 0,
  checkpoints: 0,
  latest: null,
  finished_at: null,
  resume: null,
  run: null,
};

function readModel(answer: Json): FullModel {
  if (!isMapping(answer)) throw new ApiError(200, "unreadable", "");
  const { args = null, ...rest } = answer;
  const plain = plainNumbers(rest) as Model & { sees?: Part[]; readme?: string | null };
  return { ...UNSEEN, ...plain, readme: plain.readme ?? "", args, sees: plain.sees ?? PARTS };
}

function readPage(answer: Json): ModelsPage {
  if (!isMapping(answer) || !Array.isArray(answer["rows"])) throw new ApiError(200, "unreadable", "");
  const total = answer["total"];
  return {
    rows: answer["rows"] as ModelRow[],
    next: typeof answer["next"] === "string" ? answer["next"] : null,
    total: total instanceof NumberText ? total.value : null,
    totalExact: answer["total_exact"] !== false,
  };
}
