/** A fake fetch that answers from tests/contract/web-answers.json, and keeps what it was asked. */
import { readFileSync } from "node:fs";
import { vi } from "vitest";
import { isMapping, parseExact, plainNumbers, writeExact, type Json } from "../lib/json/json.ts";

export interface Asked {
  method: string;
  /** Path and search, decoded. */
  path: string;
  body: unknown;
  headers: Headers;
}

export interface Answer {
  status: number;
  body: Json;
}

type Reply = (asked: Asked) => Answer | undefined;

const ANSWERS = readContract();

/** Answer from the contract; replies of the test come first. */
export function serve(...replies: Reply[]): { asked: Asked[] } {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const url = new URL(request.url);
    const text = await request.text();
    const one: Asked = {
      method: request.method,
      path: url.pathname + decodeURIComponent(url.search.replaceAll("+", " ")),
      body: text === "" ? undefined : isJson(request) ? JSON.parse(text) : text,
      headers: request.headers,
    };
    asked.push(one);
    const found =
      replies.map((reply) => reply(one)).find((answer) => answer !== undefined) ?? fromContract(one);
    const none = found.status === 204;
    return new Response(none ? null : writeExact(found.body), {
      status: found.status,
      headers: { "Content-Type": "application/json", "X-Request-Id": "0123456789abcdef" },
    });
  });
  return { asked };
}

function isJson(request: Request): boolean {
  return request.headers.get("Content-Type") === "application/json";
}

/** Reply to one method and path with a status and a body. */
export function reply(method: string, path: string | RegExp, status: number, body: Json = null): Reply {
  return (asked) => {
    const fits = typeof path === "string" ? asked.path === path : path.test(asked.path);
    return asked.method === method && fits ? { status, body } : undefined;
  };
}

/** Refuse one method and path as the server would. */
export function refuse(
  method: string,
  path: string | RegExp,
  status: number,
  code: string,
  details: Json = {},
): Reply {
  const error = { code, message: `it says ${code}`, details, request_id: "0123456789abcdef" };
  return reply(method, path, status, { error });
}

/** The body that the contract has for a path. */
export function contractBody(path: string): { [key: string]: Json } {
  const body = ANSWERS.get(path)?.body;
  if (!isMapping(body)) throw new Error(`the contract has no answer for ${path}`);
  return body;
}

/** A browser without a session stays without one. */
const NO_SESSION = refuse("POST", "/api/v1/session/renew", 401, "sign_in_required");

function fromContract(asked: Asked): Answer {
  const none = NO_SESSION(asked);
  if (none !== undefined) return none;
  const found =
    asked.method === "GET"
      ? ANSWERS.get(asked.path.replace("total=true&limit=100", "").replace(/[?&]$/, ""))
      : undefined;
  if (found === undefined) throw new Error(`no answer for ${asked.method} ${asked.path}`);
  return found;
}

function readContract(): Map<string, Answer> {
  const document = parseExact(readFileSync("../tests/contract/web-answers.json", "utf8"));
  if (!isMapping(document) || !Array.isArray(document["answers"]))
    throw new Error("web-answers.json has no answers");
  const pairs = document["answers"].map((one): [string, Answer] => {
    if (!isMapping(one)) throw new Error("an answer is no mapping");
    const url = new URL(String(plainNumbers(one["path"] ?? "")), "http://localhost");
    const path = url.pathname + decodeURIComponent(url.search.replaceAll("+", " "));
    const key = path.replace("total=true&limit=100", "").replace(/[?&]$/, "");
    return [key, { status: Number(plainNumbers(one["status"] ?? 0)), body: one["body"] ?? null }];
  });
  return new Map(pairs);
}
