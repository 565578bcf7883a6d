import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { refuse, reply, serve } from "../../test/server.ts";
import { show } from "../../test/render.tsx";

const WAIT = { timeout: 9000 };

test("storage is counted in all, by name and by owner", async () => {
  serve();
  await show("/admin/storage");
  const names = within(await screen.findByRole("region", { name: "By name" }, WAIT));
  expect(names.getByRole("row", { name: /^tiny-shapes/ })).toHaveTextContent("2430 KiB75%");
  expect(screen.getByText("5 files, each counted once")).toBeVisible();
  const owner = screen.getByRole("link", { name: "octocat" });
  expect(owner).toHaveAttribute("href", expect.stringContaining("owner"));
});

test("a count that takes too long says so and can be asked again", async () => {
  serve(refuse("GET", "/api/v1/storage", 400, "query_limit"));
  await show("/admin/storage");
  const alert = await screen.findByRole("alert", {}, WAIT);
  expect(alert).toHaveTextContent("query_limit");
  expect(within(alert).getByRole("button", { name: "Retry" })).toBeVisible();
});

test("all shares stand in one table and are taken back there", async () => {
  const model = "tiny-shapes/small-conv:10823125c";
  const { asked } = serve(reply("DELETE", `/api/v1/models/${model}/shares/s_5f2c91d07a3be418`, 204));
  const { user } = await show("/admin/shares");
  const row = within(await screen.findByRole("row", { name: /hubot/ }, WAIT));
  await user.click(row.getByRole("button", { name: "Revoke hubot" }));
  await user.click(row.getByRole("button", { name: "Revoke" }));
  expect(await screen.findByText("hubot: access ended.")).toBeVisible();
  expect(asked.filter((one) => one.method === "DELETE")).toHaveLength(1);
});
