/**
 * The only fetch: same-origin cookies, JSON, and every failure as an ApiError. No React, no toast, no navigation.
 */
import createClient from "openapi-fetch";
import { type Json, parseExact } from "../lib/json/json.ts";
import { encodeId, serverAddress } from "../lib/paths.ts";
import type { paths } from "./schema.gen.ts";

const LOCK = "modelbase.renewal";
/** When some tab last brought the session back; a time and nothing else, so storage may have it. */
const STORED = "modelbase.renewed";
/** A session's JWT lives 15 minutes after the last answer that could replace it. */
const IDLE_MS = 14 * 60_000;
/** A tab that was frozen while it held the lock must not hold up the others; the server takes two at once. */
const DEADLINE_MS = 10_000;

/**
 * When a browser session is brought back, and that it happens once for all who wait: all requests of this page, and
 * all tabs of this browser. The request itself is given by client.ts. No React, no fetch.
 */
class Renewal {
  private readonly ask: () => Promise<boolean>;
  private underWay: Promise<boolean> | null = null;
  private lastAnswer = 0;
  private signedIn = false;
  private listeners = new Set<() => void>();

  /** `ask` renews the session at the server and says whether there was one; it throws if that is not known. */
  constructor(ask: () => Promise<boolean>) {
    this.ask = ask;
  }

  /** Note that a person is signed in here. */
  known(signedIn: boolean): void {
    this.signedIn = signedIn;
  }

  /** Note that the server has answered: it replaces the JWT while the session is used. */
  answered(): void {
    this.lastAnswer = Date.now();
  }

  /**
   * Renew first after a long pause: where strangers may read, a request without a session is no error but answered
   * as a stranger's.
   */
  async beforeRequest(): Promise<void> {
    if (this.underWay) await this.underWay.catch(() => false);
    else if (this.signedIn && Date.now() - this.lastAnswer > IDLE_MS)
      await this.renew(Date.now()).catch(() => false);
  }

  /** Be told when a session was found that this page did not know of. Returns how to stop. */
  onFound(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Bring the session back for a request that was sent at a moment; false means that the session has ended.
   * What was brought back since then, by whichever tab, counts.
   */
  async renew(sent: number): Promise<boolean> {
    this.underWay ??= this.inTurn(sent).finally(() => {
      this.underWay = null;
    });
    const renewed = await this.underWay;
    if (renewed && !this.signedIn) for (const listener of this.listeners) listener();
    this.signedIn = renewed;
    return renewed;
  }

  private async inTurn(sent: number): Promise<boolean> {
    const turn = async (): Promise<boolean> => (lastRenewed() > sent ? true : this.andNote());
    // Without https on another machine there are no locks: then the server's half minute of grace has to do.
    if (!("locks" in navigator)) return await turn();
    const deadline = AbortSignal.timeout(DEADLINE_MS);
    let began = false;
    try {
      return await navigator.locks.request(LOCK, { signal: deadline }, async () => {
        began = true;
        return await turn();
      });
    } catch (error) {
      if (began || !deadline.aborted) throw error;
      return await turn();
    }
  }

  private async andNote(): Promise<boolean> {
    const renewed = await this.ask();
    if (renewed) noteRenewed();
    return renewed;
  }
}

function lastRenewed(): number {
  try {
    return Number(window.localStorage.getItem(STORED) ?? 0);
  } catch {
    return 0;
  }
}

function noteRenewed(): void {
  try {
    window.localStorage.setItem(STORED, String(Date.now()));
  } catch {
    // Storage is refused: each tab renews for itself.
  }
}

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
  baseUrl: serverAddress(),
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

/** Read the first bytes of what a path of ours leads to; a store that gives more than asked for is not read further. */
export async function bytesOf(path: string, count: number, signal: AbortSignal): Promise<Uint8Array> {
  const headers = { Range: `bytes=0-${count - 1}` };
  const response = await send(
    new Request(serverAddress() + path, { headers, signal, credentials: "same-origin" }),
  );
  const found = new Uint8Array(count);
  let at = 0;
  const reader = response.body!.getReader();
  while (at < count) {
    const { done, value } = await reader.read();
    if (done) break;
    const rest = value.subarray(0, count - at);
    found.set(rest, at);
    at += rest.length;
  }
  await reader.cancel();
  return found.subarray(0, at);
}

/** The session of this browser: brought back when it has run out, in step with the other tabs. */
export const renewal = new Renewal(askForRenewal);

/** Send a request; if only the session has run out, bring it back and send the same request once more. */
async function send(request: Request): Promise<Response> {
  await renewal.beforeRequest();
  const spare = request.clone();
  const sent = Date.now();
  try {
    return await once(request);
  } catch (error) {
    const ranOut = error instanceof ApiError && error.code === "sign_in_required";
    if (!ranOut || !(await renewal.renew(sent))) throw error;
    return await once(spare);
  }
}

async function once(request: Request): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(request);
  } catch (cause) {
    if (request.signal.aborted) throw cause;
    throw new ApiError(0, "network", "");
  }
  renewal.answered();
  if (!response.ok) throw await refusal(response);
  return response;
}

/** Say whether the renewal cookie still opens this browser's session. */
async function askForRenewal(): Promise<boolean> {
  const path = `${serverAddress()}/api/v1/session/renew`;
  try {
    await once(new Request(path, { method: "POST", credentials: "same-origin" }));
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return false;
    throw error;
  }
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
