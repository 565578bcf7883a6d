/**
 * The only fetch: same-origin cookies, JSON, and every failure as an ApiError. No React, no toast, no navigation.
 */
import createClient from "openapi-fetch";
import { parseExact, type Json } from "../lib/json.ts";
import { encodeId } from "../lib/paths.ts";
import type { paths } from "./schema.gen.ts";

/** What went wrong with a request: the body of docs/api.md, or `network` when no answer came. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, unknown>;
  readonly requestId: string | null;

  constructor(
    status: number,
    code: string,
    message: string,
    details: Record<string, unknown> = {},
    requestId: string | null = null,
  ) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.details = details;
    this.requestId = requestId;
  }
}

/** Typed calls, one per route: `api.GET("/api/v1/me")`. */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: send,
  credentials: "same-origin",
  headers: { Accept: "application/json" },
  pathSerializer: (template, params) =>
    template.replace(/\{([^}]+)\}/g, (_all, name: string) => encodeId(String(params[name]))),
  querySerializer: { array: { style: "form", explode: true } },
});

/** Wait for a call and return its data; a refusal has been thrown by then. */
export async function data<T>(call: Promise<{ data?: unknown }>): Promise<T> {
  return (await call).data as T;
}

/** Wait for a call made with `parseAs: "text"` and return its JSON with the numbers as written. */
export async function exactData(call: Promise<{ data?: unknown }>): Promise<Json> {
  return parseExact(String((await call).data));
}

async function send(request: Request): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(request);
  } catch (cause) {
    if (request.signal.aborted) throw cause;
    throw new ApiError(0, "network", "");
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response: Response): Promise<ApiError> {
  const requestId = response.headers.get("X-Request-Id");
  const body: unknown = await response.json().catch(() => null);
  const error = record(record(body)["error"]);
  if (typeof error["code"] !== "string")
    return new ApiError(response.status, "unreadable", "", {}, requestId);
  const said = typeof error["request_id"] === "string" ? error["request_id"] : requestId;
  return new ApiError(
    response.status,
    error["code"],
    typeof error["message"] === "string" ? error["message"] : "",
    record(error["details"]),
    said,
  );
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
