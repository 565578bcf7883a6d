/**
 * All rows of a query of the models table, page after page by cursor, each page authorised by the server again.
 * Nothing is kept here: who walks decides what becomes of the rows.
 */
import { isMapping, NumberText, type Json } from "../lib/json/json.ts";
import { api, ApiError, exactData } from "./client.ts";
import type { ModelsSearch } from "./queries.ts";
import type { ModelRow } from "./types.ts";

/** Rows per page of a walk: the most that the server gives. */
export const WALK_PAGE = 1000;

export interface WalkPage {
  rows: ModelRow[];
  /** Where the next page begins; null after the last. */
  next: string | null;
  /** How many there are in all; told with the first page. */
  total: number | null;
}

/** One page of a walk; `after` is the `next` of the page before. */
export async function walkPage(
  search: ModelsSearch,
  after: string | null,
  signal?: AbortSignal,
): Promise<WalkPage> {
  const { where, sort, columns } = search;
  const query = {
    ...(where && { where }),
    ...(sort && { sort }),
    ...(columns && { columns }),
    ...(after === null ? { total: true } : { after }),
    limit: WALK_PAGE,
  };
  return read(await exactData(api.GET("/api/v1/models", { params: { query }, parseAs: "text", signal })));
}

function read(answer: Json): WalkPage {
  if (!isMapping(answer) || !Array.isArray(answer["rows"])) throw new ApiError(200, "unreadable", "");
  const { next, total, rows } = answer;
  return {
    rows: rows as ModelRow[],
    next: typeof next === "string" ? next : null,
    total: total instanceof NumberText ? total.value : null,
  };
}
