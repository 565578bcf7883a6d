import { expect, test, vi } from "vitest";
import { forget, isOf, readUnfinished, remember, type Unfinished, unlike } from "../transfer/memory.ts";
import { Meter, secondsLeft } from "../transfer/progress.ts";
import { faultOf, faultsOf, isJunk, withoutTop } from "./names.ts";
import { hashFile } from "./sha256.ts";
import { bodyWithArgs, readArgs, readMetrics } from "./typed.ts";

test("speed and time left are those of the last seconds", () => {
  const meter = new Meter();
  meter.add(0, 0);
  expect(meter.speed()).toBeNull();
  for (let at = 1; at <= 20; at += 1) meter.add(at * 100, at * 1000);
  expect(meter.speed()).toBe(100);
  meter.add(500, 21_000);
  expect(meter.speed()).toBeNull();
  expect(secondsLeft(1000, 300)).toBe(4);
  expect(secondsLeft(1000, 0)).toBeNull();
});

const unfinished = (id: string, at = new Date().toISOString()): Unfinished => ({
  id,
  at,
  model: "a/b:1",
  label: null,
  move: false,
  step: null,
  metrics: {},
  files: [{ path: "x", size: 3 }],
  size: 3,
});

test("unfinished uploads are remembered, at most five, for seven days", () => {
  for (const id of ["1", "2", "3", "4", "5", "6", "2"]) remember(unfinished(id));
  expect(readUnfinished().map((one) => one.id)).toEqual(["2", "6", "5", "4", "3"]);
  forget("6");
  expect(readUnfinished().map((one) => one.id)).toEqual(["2", "5", "4", "3"]);
  expect(readUnfinished(Date.now() + 8 * 86_400_000)).toEqual([]);
  window.localStorage.setItem("modelbase.uploads", '[{"id": 1}, 3, "x"]');
  expect(readUnfinished()).toEqual([]);
  window.localStorage.setItem("modelbase.uploads", "{broken");
  expect(readUnfinished()).toEqual([]);
});

test("the same files are known by path and size", () => {
  const one = unfinished("1");
  expect(isOf(one, [{ path: "x", size: 3 }])).toBe(true);
  expect(isOf(one, [{ path: "x", size: 4 }])).toBe(false);
  expect(isOf(one, [])).toBe(false);
  expect(unlike(one, [{ path: "y", size: 3 }])).toEqual(["x"]);
});

test.each([
  ["model.bin", null],
  ["a/b/c.txt", null],
  ["", "empty"],
  ["/etc/passwd", "absolute"],
  ["C:x", "absolute"],
  ["a\u0000b", "control"],
  ["a/../b", "parts"],
  ["a//b", "parts"],
  ["x/.GIT/config", "git"],
  ["a?b", "unsafe"],
  ["a./b", "ending"],
  ["nul.txt", "device"],
  ["가".repeat(67), "long"],
  [`${"a/".repeat(350)}b`, "long"],
])("the name %j has the fault %s", (path, fault) => {
  expect(faultOf(path)).toBe(fault);
});

test("files that want the same place are told apart from the others", () => {
  const faults = faultsOf(["A.txt", "a.TXT", "b", "b/c", "d"]);
  expect([...faults.keys()].toSorted()).toEqual(["a.TXT", "b"]);
});

test("junk is left out and a single folder is not part of the paths", () => {
  expect([".DS_Store", "a/.git/config", "x/__pycache__/y", ".m.bin.0123456789ab.part"].every(isJunk)).toBe(
    true,
  );
  expect(isJunk("git.txt")).toBe(false);
  expect(withoutTop(["w/a", "w/b/c"])).toEqual(["a", "b/c"]);
  expect(withoutTop(["w/a", "v/b"])).toEqual(["w/a", "v/b"]);
  expect(withoutTop(["a", "w/b"])).toEqual(["a", "w/b"]);
});

test("args travel as they were typed", () => {
  const args = readArgs(' {"lr": 1.0, "steps": 1152921504606846977, "o": {"x": [1, 2], "y": []}} ');
  expect(args).toMatchObject({ state: "read", count: 5 });
  const text = args.state === "read" ? args.text : "";
  expect(bodyWithArgs(text, { dataset: "d", architecture: "" })).toBe(`{"args": ${text}, "dataset": "d"}`);
});

test("what is no args is said to be none", () => {
  expect(readArgs("  ")).toEqual({ state: "empty" });
  expect(readArgs("[1]")).toEqual({ state: "wrong", why: "mapping", line: null });
  expect(readArgs('{"a": 1,\n "b" 2}')).toMatchObject({ state: "wrong", why: "json", line: 2 });
});

test("metrics are read by lines, nested by their keys", () => {
  const found = readMetrics('top1=76.1\nval.acc = 0.9, val.loss: -1e-3\n"a.b"=NaN\nmax=-inf\n');
  const values = { top1: 76.1, val: { acc: 0.9, loss: -0.001 }, "a.b": "NaN", max: "-Infinity" };
  expect(found).toEqual({ values, wrong: null });
  for (const line of ["top1", "=3", "a=", "a=x", "a b=3"]) expect(readMetrics(line).wrong).toBe(line);
  expect(readMetrics("a=1\na.b=2").wrong).toBe("a.b=2");
});

test("a file is hashed in slices, and whole where the browser can", async () => {
  const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  expect(await hashFile(new Blob([]), () => undefined)).toBe(empty);
  const bytes = new Blob([new Uint8Array(9 * 2 ** 20).fill(7)]);
  const whole = await hashFile(bytes, () => undefined);
  vi.stubGlobal("crypto", {});
  const steps: number[] = [];
  expect(await hashFile(bytes, (done) => steps.push(done))).toBe(whole);
  expect(steps).toEqual([4 * 2 ** 20, 8 * 2 ** 20, 9 * 2 ** 20]);
});

test("a file is hashed all the same where no WebAssembly may run", async () => {
  const bytes = new Blob([new Uint8Array(5 * 2 ** 20).fill(9)]);
  const whole = await hashFile(bytes, () => undefined);
  vi.stubGlobal("crypto", {});
  vi.stubGlobal("WebAssembly", undefined);
  expect(await hashFile(bytes, () => undefined)).toBe(whole);
});
