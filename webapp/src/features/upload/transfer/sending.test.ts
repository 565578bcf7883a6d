import { expect, test, vi } from "vitest";
import { Retry } from "./retry.ts";
import { bytesThere, pieces, type Piece } from "./plan.ts";
import { sendAll, UnreadableFile, type Put } from "./queue.ts";
import { Urls, type PartName, type Signed } from "./urls.ts";

const plan = (sha256: string, size: number, part: number, missing: number[]) => ({
  sha256,
  size,
  part_size: part,
  parts: Math.ceil(size / part),
  missing,
});

test("a plan becomes the missing parts with their bytes, small files first", () => {
  const files = new Map([
    ["a", new Blob(["0123456789"])],
    ["b", new Blob(["xyz"])],
  ]);
  const found = pieces([plan("a", 10, 4, [1, 3]), plan("b", 3, 4, [1])], files);
  expect(found.map(({ sha256, part, start, size }) => [sha256, part, start, size])).toEqual([
    ["b", 1, 0, 3],
    ["a", 1, 0, 4],
    ["a", 3, 8, 2],
  ]);
  expect(bytesThere(plan("a", 10, 4, [1, 3]))).toBe(4);
  expect(bytesThere(plan("a", 10, 4, []))).toBe(10);
  expect(() => pieces([plan("c", 1, 4, [1])], files)).toThrow("no file");
});

const named = (part: number): Piece => ({ sha256: "a", part, start: 0, size: 1, file: new Blob(["x"]) });
const urlsOf = (parts: readonly PartName[], turn = "") =>
  parts.map(({ sha256, part }) => ({ sha256, part, url: `u${part}${turn}`, headers: {} }));

test("URLs are asked for in batches, once for all who wait, and again when they are too old", async () => {
  let now = 0;
  let turn = 0;
  const ask = vi.fn<(parts: PartName[]) => Promise<Signed>>(async (parts) => {
    turn += 1;
    return { urls: urlsOf(parts, `.${turn}`), lifetime: 100_000 };
  });
  const urls = new Urls(ask, [named(1), named(2), named(3)], () => now);
  const [one, two] = await Promise.all([urls.take(named(1)), urls.take(named(2))]);
  expect([one.url, two.url]).toEqual(["u1.1", "u2.1"]);
  expect(ask).toHaveBeenCalledTimes(1);
  now = 80_000;
  expect((await urls.take(named(3))).url).toBe("u3.2");
  expect((await urls.take(named(3), true)).url).toBe("u3.3");
});

test("a server that gives no URL for a part ends it", async () => {
  const urls = new Urls(async () => ({ urls: [], lifetime: 1000 }), []);
  await expect(urls.take(named(7))).rejects.toThrow("no URL for part 7");
});

class Refused extends Error {
  readonly status: number;
  constructor(status: number) {
    super("refused");
    this.status = status;
  }
}

function sending(put: Put, more: { waiting?: (count: number) => void; signal?: AbortSignal } = {}) {
  const sent: number[] = [];
  const asked = vi.fn<(parts: PartName[]) => Promise<Signed>>(async (parts) => ({
    urls: urlsOf(parts),
    lifetime: 100_000,
  }));
  const how = {
    urls: new Urls(asked, []),
    put,
    retry: new Retry(more.waiting ?? (() => undefined), 1),
    signal: more.signal ?? new AbortController().signal,
    onSent: () => undefined,
    onDone: (piece: Piece) => sent.push(piece.part),
  };
  return { how, sent, asked };
}

test("no more than four parts are on their way, and all arrive", async () => {
  let now = 0;
  let most = 0;
  const { how, sent } = sending(async () => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
  });
  const failures = await sendAll([1, 2, 3, 4, 5, 6, 7, 8, 9].map(named), how);
  expect(failures.size).toBe(0);
  expect(sent.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(most).toBe(4);
});

test("a dead server is waited for, with fresh URLs, and said so", async () => {
  let alive = 0;
  const waits: number[] = [];
  const { how, sent, asked } = sending(
    async () => {
      alive += 1;
      if (alive < 6) throw new Refused(alive % 2 === 0 ? 0 : 503);
    },
    { waiting: (count) => waits.push(count) },
  );
  expect((await sendAll([named(1)], how)).size).toBe(0);
  expect(sent).toEqual([1]);
  expect(alive).toBe(6);
  expect(asked).toHaveBeenCalledTimes(6);
  expect(waits).toContain(1);
  expect(waits.at(-1)).toBe(0);
});

test("a refused URL is replaced, and a file that is refused again and again fails alone", async () => {
  let tries = 0;
  const put: Put = async (to) => {
    tries += 1;
    if (to.sha256 === "a") throw new Refused(403);
  };
  const { how, sent } = sending(put);
  const other = { ...named(9), sha256: "b" };
  const failures = await sendAll([named(1), other], how);
  expect([...failures.keys()]).toEqual(["a"]);
  expect(sent).toEqual([9]);
  expect(tries).toBe(4);
});

test("a file that changed is no broken connection", async () => {
  const gone = new Blob(["x"]);
  gone.slice = () => {
    const part = new Blob(["x"]);
    part.slice = () => part;
    part.arrayBuffer = () => Promise.reject(new DOMException("changed", "NotReadableError"));
    return part;
  };
  const { how } = sending(() => Promise.reject(new Refused(0)));
  const failures = await sendAll([{ ...named(1), file: gone }], how);
  expect(failures.get("a")).toBeInstanceOf(UnreadableFile);
});

test("an abort ends everything at once, also what waits", async () => {
  const stop = new AbortController();
  const { how } = sending(() => Promise.reject(new Refused(0)), {
    signal: stop.signal,
    waiting: () => stop.abort(),
  });
  await expect(sendAll([named(1), named(2)], how)).rejects.toThrow("abort");
});

test("waking tries again at once", async () => {
  const retry = new Retry((waiting) => waiting > 0 && queueMicrotask(() => retry.wake()), 1e9);
  let tries = 0;
  const act = async (): Promise<string> => {
    tries += 1;
    if (tries === 1) throw new Refused(503);
    return "done";
  };
  expect(await retry.again(act, new AbortController().signal)).toBe("done");
});
