import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { contractBody, reply, serve, type Asked } from "../../../test/server.ts";
import { show } from "../../../test/render.tsx";

const ID = "tiny-shapes/small-conv:10823125c";
const PATH = `/api/v1/models/${ID}`;
const alias = (name: string, isProtected: boolean, model = ID) => ({
  name: "tiny-shapes/small-conv",
  alias: name,
  model,
  protected: isProtected,
  by: "octocat",
  at: "2026-11-20T12:00:00Z",
});
const team = (rows: ReturnType<typeof alias>[]) => [
  reply("GET", PATH, 200, { ...contractBody(PATH), aliases: ["best", "production"] }),
  reply("GET", /^\/api\/v1\/aliases\?/, 200, { rows, next: null }),
];
const writes = (asked: Asked[]) =>
  asked.filter((one) => one.method !== "GET").map((one) => [one.method, one.path, one.body]);

test("a protected alias has a lock and cannot be taken away before that is opened", async () => {
  const { asked } = serve(
    ...team([alias("best", true), alias("production", false)]),
    reply("PUT", /\/aliases\//, 200, alias("best", false)),
  );
  const { user } = await show(`/models/${ID}`);
  const lock = await screen.findByRole("button", { name: "Protect the alias best" });
  expect(lock).toHaveAttribute("aria-pressed", "true");
  expect(lock).toHaveAttribute("title", expect.stringMatching(/^Protected: it cannot be moved/));
  expect(screen.queryByRole("button", { name: "Take the alias best away" })).toBeNull();
  expect(screen.getByRole("button", { name: "Take the alias production away" })).toBeVisible();
  await user.click(lock);
  await user.click(screen.getByRole("button", { name: "Protect the alias production" }));
  await waitFor(() => expect(writes(asked)).toHaveLength(2));
  expect(writes(asked)).toEqual([
    ["PUT", `${PATH}/aliases/best`, { protected: false }],
    ["PUT", `${PATH}/aliases/production`, { protected: true }],
  ]);
});

test("one that is protected elsewhere is not moved here, and it says where it is", async () => {
  const other = "tiny-shapes/small-conv:ffff00001";
  const { asked } = serve(...team([alias("release", true, other)]));
  const { user } = await show(`/models/${ID}`);
  await user.type(await screen.findByRole("textbox", { name: "Add an alias" }), "release{Enter}");
  expect(await screen.findByRole("alert")).toHaveTextContent(`release is protected and points to ${other}`);
  expect(writes(asked)).toEqual([]);
});

test("who may only read sees the lock and no button", async () => {
  serve(
    ...team([alias("best", true), alias("production", false)]),
    reply("GET", "/api/v1/me", 200, { ...contractBody("/api/v1/me"), role: "read_only" }),
  );
  await show(`/models/${ID}`);
  const list = within(await screen.findByRole("list", { name: "Aliases" }));
  expect(await list.findByText("protected")).toBeInTheDocument();
  expect(list.getAllByText("protected")).toHaveLength(1);
  expect(list.queryByRole("button")).toBeNull();
});
