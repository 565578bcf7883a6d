import { beforeEach, describe, expect, test } from "vitest";
import { rawMember } from "../../../lib/json/json.ts";
import { dropAllDrafts, dropDraft, keepDraft, readDraft } from "../../../lib/storage/drafts.ts";
import { parseMarkdown } from "../../../lib/text/markdown.ts";
import { safeHtml } from "../../../lib/text/sanitize.ts";
import { marked } from "./TextPane.tsx";

const NAME = `${"ab".repeat(32)}.png`;
const HOME = "/api/v1/models/a/b:0001/images/";

function sources(text: string, home: string | null = HOME): (string | null)[] {
  const element = document.createElement("div");
  element.innerHTML = safeHtml(parseMarkdown(text) ?? "", "Image", home) ?? "";
  return [...element.querySelectorAll("img")].map((image) => image.getAttribute("src"));
}

describe("an image of the README's own model", () => {
  test.each([`![loss](images/${NAME})`, `![loss](./images/${NAME})`, `<img src="images/${NAME}">`])(
    "is shown from where it lies: %s",
    (text) => expect(sources(text)).toEqual([HOME + NAME]),
  );

  test.each([
    `![x](images/${NAME.replace("png", "svg")})`,
    `![x](images/../../c:0002/images/${NAME})`,
    `![x](images/${NAME}?x=1)`,
    `![x](images/${NAME.toUpperCase()})`,
    `![x](/api/v1/models/c/d:0002/images/${NAME})`,
    `![x](${HOME}${NAME})`,
    `![x](//evil.example/images/${NAME})`,
    `![x](https://evil.example/images/${NAME})`,
    `<img srcset="images/${NAME}">`,
    `<video src="images/${NAME}"></video>`,
    `<input type="image" src="images/${NAME}">`,
  ])("is nothing else: %s", (text) => {
    for (const source of sources(text)) expect(source).toBeNull();
  });

  test("is a link where nobody says whose README it is", () => {
    expect(sources(`![loss](images/${NAME})`, null)).toEqual([]);
  });
});

describe("a draft", () => {
  beforeEach(() => localStorage.clear());

  test("comes back until it is dropped, for a week", () => {
    const draft = { text: "mine", revision: 3, at: 1000 };
    keepDraft("a/b:0001", draft);
    expect(readDraft("a/b:0001", 2000)).toEqual(draft);
    expect(readDraft("a/b:0002", 2000)).toBeNull();
    expect(readDraft("a/b:0001", 1000 + 8 * 24 * 3600 * 1000)).toBeNull();
    dropDraft("a/b:0001");
    expect(readDraft("a/b:0001", 2000)).toBeNull();
  });

  test("goes with all others when someone signs out, and nothing else does", () => {
    localStorage.setItem("modelbase.preferences", "{}");
    keepDraft("a", { text: "x", revision: 1, at: 1 });
    dropAllDrafts();
    expect(Object.keys(localStorage)).toEqual(["modelbase.preferences"]);
  });

  test.each(["", "null", "[]", "{", '{"text":1,"revision":1,"at":1}'])("that is none is none: %s", (text) => {
    localStorage.setItem("modelbase.draft.a", text);
    expect(readDraft("a", 2)).toBeNull();
  });
});

describe("a mark", () => {
  const apply = (...given: Parameters<typeof marked>): string => {
    const [, text] = given;
    const made = marked(...given);
    const [start, end] = made.select;
    const whole = text.slice(0, made.range[0]) + made.text + text.slice(made.range[1]);
    const from = made.range[0];
    return `${whole.slice(0, from + start)}[${whole.slice(from + start, from + end)}]${whole.slice(from + end)}`;
  };

  test.each([
    ["bold", "a word here", 2, 6, "a **[word]** here"],
    ["italic", "", 0, 0, "_[text]_"],
    ["code", "x = 1\ny", 0, 7, "```\n[x = 1\ny]\n```"],
    ["code", "x", 0, 1, "`[x]`"],
    ["link", "see docs", 4, 8, "see [docs](https://[])"],
    ["heading", "one\ntwo", 5, 5, "one\n## [two]"],
    ["list", "one\ntwo\nthree", 0, 7, "- [one\n- two]\nthree"],
    ["list", "- one\n- two", 2, 9, "[one\ntwo]"],
  ] as const)("%s of %j", (mark, text, start, end, wanted) =>
    expect(apply(mark, text, start, end, "text")).toBe(wanted),
  );
});

describe("the text of one member", () => {
  test.each([
    ['{"a": 1, "args": {"lr": 1e-5, "args": [1.0]}, "b": 2}', '{"lr": 1e-5, "args": [1.0]}'],
    ['{"title": "args", "x": "\\"args\\": {", "args":[ 1,2 ]}', "[ 1,2 ]"],
    ['{"b": {"args": 1}, "args": "a,b}"}', '"a,b}"'],
    ['{"args": null}', "null"],
    ['{"b": {"args": 1}}', null],
    ["{}", null],
  ])("of %s", (text, wanted) => expect(rawMember(text, "args")).toBe(wanted));
});
