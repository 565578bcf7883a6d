import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { contractBody, refuse, reply, serve } from "../../test/server.ts";
import { show } from "../../test/render.tsx";

test("lists models and checkpoints and restores one", async () => {
  const { asked } = serve(reply("POST", "/api/v1/trash/x2/restore", 200, {}));
  const { user } = await show("/trash");
  expect(await screen.findByRole("row", { name: /noisy-sine\/mlp:7dd96d493/ })).toHaveTextContent(
    "Sine, lr 4",
  );
  const lists = () => asked.filter((one) => one.path === "/api/v1/trash").length;
  const before = lists();
  await user.click(screen.getByRole("button", { name: "Restore spirals/mlp:2d1de3dd7@epoch-10" }));
  expect(await screen.findByText("spirals/mlp:2d1de3dd7@epoch-10 is back.")).toBeVisible();
  await waitFor(() => expect(lists()).toBe(before + 1));
});

test("says why something cannot be restored", async () => {
  serve(refuse("POST", "/api/v1/trash/x1/restore", 409, "conflict"));
  const { user } = await show("/trash");
  await user.click(await screen.findByRole("button", { name: "Restore noisy-sine/mlp:7dd96d493" }));
  expect(await screen.findByText("It says conflict")).toBeVisible();
});

test("an empty trash says so", async () => {
  serve(reply("GET", "/api/v1/trash", 200, { rows: [], next: null }));
  await show("/trash");
  expect(await screen.findByRole("heading", { name: "The trash is empty" })).toBeVisible();
});

test("goes on where a page ended", async () => {
  const entry = { kind: "model", label: null, title: "", size: 1, deleted_by: "a" };
  const times = { deleted_at: "2026-11-21T12:00:00.000Z", expires_at: "2026-12-21T12:00:00.000Z" };
  const row = (id: string) => ({ ...entry, ...times, id, model: `a/b:${id}` });
  serve(
    reply("GET", "/api/v1/trash?after=more", 200, { rows: [row("2")], next: null }),
    reply("GET", "/api/v1/trash", 200, { rows: [row("1")], next: "more" }),
  );
  const { user } = await show("/trash");
  await user.click(await screen.findByRole("button", { name: "Load more" }));
  expect(await screen.findByRole("row", { name: /a\/b:2/ })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Load more" })).not.toBeInTheDocument();
});

test("gives an entry up for good, but only when pressed twice", async () => {
  const { asked } = serve(reply("DELETE", /\/api\/v1\/trash\//, 204));
  const { user } = await show("/trash");
  const [first] = await screen.findAllByRole("button", { name: /for good$/ });
  await user.click(first!);
  expect(asked.filter((one) => one.method === "DELETE")).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Delete" }));
  expect(await screen.findByText(/is gone for good/)).toBeVisible();
  expect(asked.filter((one) => one.method === "DELETE")).toHaveLength(1);
});

test("a reader is told whom to ask, and the server is not", async () => {
  const { asked } = serve(
    reply("GET", "/api/v1/me", 200, { ...contractBody("/api/v1/me"), role: "read_only" }),
    refuse("GET", "/api/v1/trash", 403, "forbidden"),
  );
  await show("/trash");
  expect(await screen.findByRole("heading", { name: "Only Admins see the trash" })).toBeVisible();
  expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  expect(asked.some((one) => one.path.startsWith("/api/v1/trash"))).toBe(false);
});
