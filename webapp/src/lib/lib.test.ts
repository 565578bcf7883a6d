/** The small pure modules: sizes and times, paths, preferences, shortcuts, ignore rules, trees, failures. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { asSentence, failureOf, sentenceOf } from "./failure.ts";
import { formatBytes, formatMetric, formatMoment, formatRelative } from "./format/format.ts";
import { parseExact } from "./json/json.ts";
import { encodeId, filePath, here, modelParams, safeNext, serverAddress, startPath } from "./paths.ts";
import { fits, patternFor } from "./json/policy.ts";
import { readPreferences } from "./storage/preferences.ts";
import { matches, showShortcut } from "./shortcuts.ts";
import { findRows, openedTo, openRows, treeRows } from "./json/tree.ts";

test("below a path of its host the app asks for what lies there", () => {
  expect(here("/upload")).toBe("/upload");
  const told = document.createElement("meta");
  told.name = "modelbase-path";
  told.content = "/team/registry";
  document.head.append(told);
  expect(here("/upload")).toBe("/team/registry/upload");
  expect(serverAddress()).toBe(`${window.location.origin}/team/registry`);
  expect(startPath("/team/registry/auth/start", "/")).toBe("/team/registry/auth/start");
  expect(startPath("https://evil.test", "/upload")).toBe("/team/registry/auth/start?next=%2Fupload");
  told.remove();
});

describe("format", () => {
  test.each([
    [0, "0 B"],
    [1023, "1,023 B"],
    [1536, "1.5 KiB"],
    [102_400_000, "97.7 MiB"],
    [5 * 2 ** 40, "5 TiB"],
    [2 ** 60, "1,024 PiB"],
  ])("%d bytes are %s", (bytes, text) => expect(formatBytes(bytes, "en")).toBe(text));

  test.each([
    [0, "0"],
    [76.123456789, "76.1235"],
    [0.000012345, "1.234e-5"],
    [123456789012, "1.235e+11"],
    [Number.POSITIVE_INFINITY, "Infinity"],
  ])("the metric %d is %s", (value, text) => expect(formatMetric(value, "en")).toBe(text));

  test("times are told from now", () => {
    const now = Date.parse("2026-11-21T12:00:00Z");
    expect(formatRelative("2026-11-21T09:00:00Z", "en", now)).toBe("3 hours ago");
    expect(formatRelative("2026-12-21T12:00:00Z", "en", now)).toBe("next month");
    expect(formatRelative("2026-11-21T11:57:00Z", "ko", now)).toBe("3분 전");
    expect(formatRelative("2026-11-21T11:59:59Z", "en", now)).toBe("now");
    expect(formatRelative("nonsense", "en", now)).toBe("nonsense");
    expect(formatMoment("nonsense", "en")).toBe("nonsense");
  });
});

describe("paths", () => {
  test("IDs and file paths stand as they are, and nothing breaks out", () => {
    expect(encodeId("imagenet/resnet50:3c7039714")).toBe("imagenet/resnet50:3c7039714");
    expect(filePath("a/b:1234", "last", "dir/x?#%.bin")).toBe(
      "/api/v1/models/a/b:1234/checkpoints/last/files/dir/x%3F%23%25.bin",
    );
    expect(modelParams("a/b:1234")).toEqual({ dataset: "a", model: "b:1234" });
  });

  test.each([
    ["/models/a/b:1234?tab=args", "/models/a/b:1234?tab=args"],
    ["/diff?id=a&id=b#x", "/diff?id=a&id=b#x"],
    ["", "/"],
    [undefined, "/"],
    ["models", "/"],
    ["//evil.example/x", "/"],
    ["/\\evil.example", "/"],
    ["/\t/evil.example", "/"],
    ["https://evil.example", "/"],
    ["javascript:alert(1)", "/"],
    ["/api/v1/session", "/"],
    ["/sign-in?next=/x", "/"],
  ])("after signing in %j leads to %s", (next, target) => {
    expect(safeNext(next, "http://127.0.0.1:5050")).toBe(target);
  });
});

describe("preferences", () => {
  test("only known values are taken", () => {
    const stored =
      '{"theme":"dark","language":"xx","density":7,"singleKeys":false,"__proto__":{"theme":"light"}}';
    expect(readPreferences(stored, "ko-KR")).toEqual({
      theme: "dark",
      language: "ko",
      density: "normal",
      singleKeys: false,
    });
  });
  test.each([null, "", "{", "null", "[]", "7"])("%j gives the defaults", (stored) => {
    expect(readPreferences(stored, "de-DE").language).toBe("en");
  });
});

describe("shortcuts", () => {
  const press = { key: "k", ctrlKey: false, metaKey: false, altKey: false };
  test("letters, Mod and composing are told apart", () => {
    expect(matches("k", press)).toBe(true);
    expect(matches("k", { ...press, ctrlKey: true })).toBe(false);
    expect(matches("Mod+k", { ...press, ctrlKey: true })).toBe(true);
    expect(matches("Mod+k", { ...press, metaKey: true, key: "K" })).toBe(true);
    expect(matches("k", { ...press, altKey: true })).toBe(false);
    expect(matches("k", { ...press, isComposing: true })).toBe(false);
    expect(matches("Mod+k", { ...press, ctrlKey: true, keyCode: 229 })).toBe(false);
    expect(showShortcut("Mod+k", true)).toEqual(["⌘", "K"]);
    expect(showShortcut("Mod+Home", false)).toEqual(["Ctrl", "Home"]);
  });
});

describe("ignored args", () => {
  const vectors = JSON.parse(readFileSync("../tests/contract/identity-v1.json", "utf8")) as {
    ignore: string[];
    vectors: { name: string; args_json: string; canonical: string }[];
  };

  test.each([
    "ignored anywhere",
    "ignored inside a list of mappings",
    "only ignored leaves an empty mapping",
  ])("the vector %s loses exactly the greyed keys", (name) => {
    const vector = vectors.vectors.find((one) => one.name === name)!;
    const ignored = patternFor(vectors.ignore);
    const counted = treeRows(parseExact(vector.args_json)).filter((row) => !ignored(row.path));
    const canonical = treeRows(parseExact(vector.canonical));
    expect(counted.map((row) => row.key).toSorted()).toEqual(canonical.map((row) => row.key).toSorted());
  });

  test("a dotted pattern is the whole path, a bare one any depth", () => {
    const ignored = patternFor(["data.path", "hub_*", 'a."b.c"']);
    expect(ignored(["data", "path"])).not.toBeNull();
    expect(ignored(["data", "path", 0])).not.toBeNull();
    expect(ignored(["x", "data", "path"])).toBeNull();
    expect(ignored(["x", 0, "hub_id"])).toBe("hub_*");
    expect(ignored(["a", "b.c"])).not.toBeNull();
    expect(ignored(["a", "b", "c"])).toBeNull();
  });

  test.each([
    ["*", "anything", true],
    ["a*c", "abc", true],
    ["a*c", "ac", true],
    ["a*c", "ab", false],
    ["ab*ba", "aba", false],
    ["a*b*c", "axbxc", true],
    ["a*b*c", "acb", false],
  ])("%s on %s is %s", (glob, text, expected) => expect(fits(glob, text)).toBe(expected));
});

describe("the args tree", () => {
  const rows = treeRows(parseExact('{"a": {"b": {"c": 1}, "d": []}, "e": "x"}'));
  test("opens level by level", () => {
    expect(rows.map((row) => row.key)).toEqual(["a", "a.b", "a.b.c", "a.d", "e"]);
    expect(openRows(rows, new Set()).map((row) => row.key)).toEqual(["a", "e"]);
    expect(openRows(rows, openedTo(rows, 1)).map((row) => row.key)).toEqual(["a", "a.b", "a.d", "e"]);
    expect(openRows(rows, new Set(["a.b"])).map((row) => row.key)).toEqual(["a", "e"]);
  });
  test("finds keys and values with their parents", () => {
    expect(findRows(rows, "C").map((row) => row.key)).toEqual(["a", "a.b", "a.b.c"]);
    expect(findRows(rows, "X").map((row) => row.key)).toEqual(["e"]);
    expect(findRows(rows, "nothing")).toEqual([]);
  });
});

describe("failures", () => {
  const words = { network: "no net", unreadable: "unreadable" };
  test("are said in the server's words, or in ours where it has none", () => {
    expect(sentenceOf(failureOf(new Error("no such key")), words)).toBe("No such key");
    expect(sentenceOf(failureOf({ code: "network", message: "" }), words)).toBe("no net");
    expect(failureOf("boom")).toMatchObject({ code: "unexpected", message: "boom", status: 0 });
    expect(asSentence("args.lr is no number")).toBe("args.lr is no number");
  });
});
