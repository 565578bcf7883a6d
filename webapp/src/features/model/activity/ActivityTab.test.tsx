import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { card as en } from "../../../i18n/en/card.ts";
import { card as ko } from "../../../i18n/ko/card.ts";
import { show } from "../../../test/render.tsx";
import { refuse, serve } from "../../../test/server.ts";
import { otherModel, told } from "./ActivityTab.tsx";

const ID = "tiny-shapes/small-conv:10823125c";
const ACTIVITY = `/api/v1/models/${ID}/activity?limit=50`;

test("what happened stands newest first, under its days, with where it leads", async () => {
  serve();
  const { user } = await show(`/models/${ID}?tab=activity`);
  const list = within(await screen.findByRole("region", { name: "What happened to this model" }));
  expect(list.getAllByRole("listitem").map((item) => item.textContent)).toEqual([
    expect.stringMatching(/^octocat marked it as bad: the validation set leaked/),
    expect.stringMatching(/^octocat set the alias best tiny-shapes\/small-conv:ffff00001/),
    expect.stringMatching(/^hubot added baseline.*by token/),
    expect.stringMatching(/^octocat pushed the checkpoint last, step 300 Files.*taken from an earlier/),
  ]);
  expect(list.getAllByRole("heading", { level: 2 })).toHaveLength(2);
  await user.click(screen.getByRole("button", { name: "Load more" }));
  expect(await list.findByText("octocat made this model")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Load more" })).toBeNull();
});

test("an error can be tried again", async () => {
  let broken = true;
  serve((one) => (broken ? refuse("GET", ACTIVITY, 403, "forbidden")(one) : undefined));
  const { user } = await show(`/models/${ID}?tab=activity`);
  const retry = await screen.findByRole("button", { name: "Retry" });
  broken = false;
  await user.click(retry);
  expect(await screen.findByText(/marked it as bad/)).toBeVisible();
});

test("a stranger has no tab for it", async () => {
  serve(refuse("GET", "/api/v1/me", 401, "sign_in_required"));
  await show(`/models/${ID}`);
  await screen.findByRole("tab", { name: "README" });
  expect(screen.queryByRole("tab", { name: "Activity" })).toBeNull();
});

const LINES = Object.keys(en.activity.did).map((name) => ({
  id: name,
  action: name.startsWith("model.note") ? "model.note" : name,
  by: "octocat",
  via: null,
  at: "2026-11-21T12:00:00Z",
  details: {
    from: "before",
    to: "after",
    alias: "best",
    label: "last",
    step: 3,
    reason: "why",
    login: "bob",
    kind: "login",
    sees: ["card", "args"],
    added: ["a"],
    removed: ["b"],
    parent: "a/b:0001",
    ...(name.startsWith("model.note.") && { verdict: name.slice(11) }),
  },
}));

test.each(LINES)("$id is a sentence in both languages", (line) => {
  for (const words of [en.activity, ko.activity]) {
    const sentence = told(line, words);
    expect(sentence).toMatch(/^octocat/);
    expect(sentence).not.toMatch(/undefined|\[object|  /);
    expect(sentence).not.toBe(words.other("octocat", line.action));
  }
});

test("an action of a newer server is named as it is", () => {
  const line = { ...LINES[0]!, action: "model.blessed" };
  expect(told(line, en.activity)).toBe("octocat: model.blessed");
  expect(otherModel(line)).toBeNull();
});
