/**
 * The reads of the compare page and of the neighbours page. A question that no address can hold goes as a body.
 */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { isMapping, NumberText, plainNumbers, type Json } from "../lib/json/json.ts";
import { withSearch } from "../lib/query/search.ts";
import { api, ApiError, exactData } from "./client.ts";
import type { Comparison, DiffCell, DiffRow, Near } from "./types.ts";

/** What is compared, and which rows are wanted; it is also what the address of the page says. */
export interface Asked {
  id: readonly string[];
  base?: string | undefined;
  all: boolean;
  only: readonly string[];
  ignore: readonly string[];
}

/** Servers and proxies cut a request line at 8 kB. */
const MAX_QUERY = 6000;
const FOUND = 12;

/** What differs between models: only differences, or all rows. */
export const diff = (asked: Asked) =>
  queryOptions({
    queryKey: ["diff", asked],
    queryFn: async ({ signal }): Promise<Comparison> => readComparison(await exactData(call(asked, signal))),
    enabled: asked.id.length > 1,
    placeholderData: keepPreviousData,
  });

/** The models whose args differ in 1 to k keys, and what each key did. */
export const near = (id: string, k: number) =>
  queryOptions({
    queryKey: ["near", id, k],
    queryFn: async ({ signal }): Promise<Near> => {
      const params = { path: { ref: id }, query: { k, limit: 1000 } };
      const call = api.GET("/api/v1/models/{ref}/near", { params, parseAs: "text", signal });
      return readNear(await exactData(call));
    },
    placeholderData: keepPreviousData,
  });

/** A model that a text was found in. */
export interface FoundModel {
  id: string;
  title: string;
}

/** The newest models that hold a text in ID, title or tags. */
export const findModels = (text: string) =>
  queryOptions({
    queryKey: ["find-models", text],
    queryFn: async ({ signal }): Promise<FoundModel[]> => {
      const where = withSearch("", text);
      const query = { ...(where && { where }), columns: "title", limit: FOUND };
      const answer = plainNumbers(
        await exactData(api.GET("/api/v1/models", { params: { query }, parseAs: "text", signal })),
      ) as { rows: Partial<FoundModel>[] };
      return answer.rows.map((row) => ({ id: String(row.id), title: row.title ?? "" }));
    },
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  });

function call({ id, base, all, only, ignore }: Asked, signal: AbortSignal) {
  const given = {
    id: [...id],
    ...(base !== undefined && { base }),
    ...(all && { all }),
    ...(only.length > 0 && { only: [...only] }),
    ...(ignore.length > 0 && { ignore: [...ignore] }),
  };
  const long = [...id, ...only, ...ignore].join("&id=").length > MAX_QUERY;
  if (long) return api.POST("/api/v1/diff", { body: given, parseAs: "text", signal });
  return api.GET("/api/v1/diff", { params: { query: given }, parseAs: "text", signal });
}

function readComparison(answer: Json): Comparison {
  if (!isMapping(answer) || !Array.isArray(answer["rows"])) throw new ApiError(200, "unreadable", "");
  const { rows, ...rest } = answer;
  const found = rows as unknown as DiffRow[];
  for (const row of found) for (const cell of row.cells) readNumbers(cell);
  return { ...(plainNumbers(rest) as Omit<Comparison, "rows">), rows: found };
}

/** In place: an answer may have half a million cells. */
function readNumbers(cell: DiffCell): void {
  const { delta, ratio } = cell as unknown as Record<string, Json>;
  if (delta instanceof NumberText) cell.delta = delta.value;
  if (ratio instanceof NumberText) cell.ratio = ratio.value;
}

const VALUES = new Set(["base", "value"]);

function readNear(answer: Json): Near {
  if (!isMapping(answer)) throw new ApiError(200, "unreadable", "");
  const { rows, groups, ...rest } = answer;
  return {
    ...(plainNumbers(rest) as Omit<Near, "rows" | "groups">),
    rows: list(rows).map(
      (row) => ({ ...plain(row), keys: list(row["keys"]).map(plain) }) as Near["rows"][number],
    ),
    groups: list(groups).map(
      (group) => ({ ...plain(group), rows: list(group["rows"]).map(plain) }) as Near["groups"][number],
    ),
  };
}

function list(value: Json | undefined): { [key: string]: Json }[] {
  return Array.isArray(value) ? value.filter(isMapping) : [];
}

/** Plain numbers everywhere but in the two args that are shown as they were given. */
function plain(item: { [key: string]: Json }): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item).map(([key, value]) => [key, VALUES.has(key) ? value : plainNumbers(value)]),
  );
}
