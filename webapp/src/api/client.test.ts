import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { refuse, reply, serve, type Asked } from "../test/server.ts";
import { api, ApiError, renewal } from "./client.ts";

const MODEL = "/api/v1/trash";

/** A server on which the session has run out until it is renewed. */
function ranOut(renewing: number) {
  let signedIn = false;
  const renew = (asked: Asked) => {
    if (asked.path !== "/api/v1/session/renew") return undefined;
    signedIn = renewing === 204;
    const error = { code: "sign_in_required", message: "", details: {}, request_id: "" };
    return { status: renewing, body: renewing === 204 ? null : { error } };
  };
  const guard = (asked: Asked) =>
    signedIn ? undefined : refuse(asked.method, /./, 401, "sign_in_required")(asked);
  return serve(renew, guard, reply("POST", "/api/v1/tokens", 201, { id: "t", token: "mb_x" }));
}
const renewals = (asked: Asked[]) => asked.filter((one) => one.path === "/api/v1/session/renew");

beforeEach(() => renewal.known(false));
afterEach(() => vi.useRealTimers());

test("a session that ran out is renewed, and the same request sent again", async () => {
  const { asked } = ranOut(204);
  const body = { name: "kept", scopes: ["read" as const] };
  const { data } = await api.POST("/api/v1/tokens", { body });
  expect(data).toMatchObject({ id: "t" });
  const sent = asked.filter((one) => one.path === "/api/v1/tokens");
  expect(sent.map((one) => one.body)).toEqual([body, body]);
  expect(renewals(asked)).toHaveLength(1);
});

test("many requests at once renew once", async () => {
  const { asked } = ranOut(204);
  const answers = await Promise.all(Array.from({ length: 20 }, () => api.GET(MODEL)));
  expect(answers.every((one) => one.data !== undefined)).toBe(true);
  expect(renewals(asked)).toHaveLength(1);
});

test("a request that another tab renewed for is only sent again", async () => {
  const { asked } = ranOut(204);
  window.localStorage.setItem("modelbase.renewed", String(Date.now() + 1000));
  await expect(api.GET(MODEL)).rejects.toMatchObject({ code: "sign_in_required" });
  expect(asked.filter((one) => one.path === MODEL)).toHaveLength(2);
  expect(renewals(asked)).toHaveLength(0);
});

test("tabs take turns where the browser has locks", async () => {
  const held: string[] = [];
  const request = async (name: string, _options: object, run: () => Promise<boolean>) => {
    held.push(name);
    return await run();
  };
  vi.stubGlobal("navigator", Object.assign(Object.create(navigator), { locks: { request } }));
  const { asked } = ranOut(204);
  await api.GET(MODEL);
  expect(held).toEqual(["modelbase.renewal"]);
  expect(renewals(asked)).toHaveLength(1);
});

test("a tab that holds the lock for ever does not hold up the others", async () => {
  const request = async (_name: string, options: { signal: AbortSignal }) =>
    new Promise((_resolve, reject) => {
      options.signal.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
    });
  vi.stubGlobal("navigator", Object.assign(Object.create(navigator), { locks: { request } }));
  const deadline = new AbortController();
  vi.spyOn(AbortSignal, "timeout").mockReturnValue(deadline.signal);
  const { asked } = ranOut(204);
  const answer = api.GET(MODEL);
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  deadline.abort();
  expect((await answer).data).toBeDefined();
  expect(renewals(asked)).toHaveLength(1);
});

test("who is signed in nowhere is told so after one try", async () => {
  const { asked } = ranOut(401);
  await expect(api.GET(MODEL)).rejects.toMatchObject({ status: 401, code: "sign_in_required" });
  expect(asked.map((one) => one.path)).toEqual([MODEL, "/api/v1/session/renew"]);
});

test("a server that cannot say whether there is a session signs nobody out", async () => {
  ranOut(503);
  await expect(api.GET(MODEL)).rejects.toMatchObject({ status: 503 });
});

test.each(["sign_in_code", "share_link", "membership_stale"])(
  "%s is no session that ran out",
  async (code) => {
    const { asked } = serve(refuse("GET", MODEL, 401, code));
    await expect(api.GET(MODEL)).rejects.toBeInstanceOf(ApiError);
    expect(renewals(asked)).toHaveLength(0);
  },
);

test("after a long pause the session is renewed first, so that nobody is taken for a stranger", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
  const { asked } = serve(reply("POST", "/api/v1/session/renew", 204));
  renewal.known(true);
  renewal.answered();
  await api.GET(MODEL);
  vi.setSystemTime(1_000_000 + 15 * 60_000);
  await api.GET(MODEL);
  expect(asked.map((one) => one.path)).toEqual([MODEL, "/api/v1/session/renew", MODEL]);
});

test("a session found at the start is told, since what was read before was a stranger's", async () => {
  const found = vi.fn<() => void>();
  const stop = renewal.onFound(found);
  ranOut(204);
  await api.GET(MODEL);
  expect(found).toHaveBeenCalledTimes(1);
  stop();
});
