import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { choose } from "../../../test/acts.ts";
import { contractBody, refuse, reply, serve, type Asked } from "../../../test/server.ts";
import { show } from "../../../test/render.tsx";

const ID = "tiny-shapes/small-conv:10823125c";
const OTHER = "tiny-shapes/small-conv:ffff00001";
const PATH = `/api/v1/models/${ID}`;
const LINEAGE = `${PATH}/lineage`;
const note = { verdict: "bad", reason: "leaked", by: "octocat", at: "2026-11-21T12:00:00.000Z" };
const graph = {
  id: ID,
  nodes: [
    { id: ID, title: "Here", state: "trained", note: null },
    { id: OTHER, title: "Before", state: "trained", note },
    { id: "tiny-shapes/small-conv:gone00000", title: "", state: "deleted", note: null },
  ],
  edges: [
    { from: OTHER, to: ID, kind: "finetuned", differing: 2 },
    { from: ID, to: "tiny-shapes/small-conv:gone00000", kind: "distilled", differing: null },
  ],
  cut: { up: true, down: false },
};
const lastWrite = (asked: Asked[]) => asked.findLast((one) => one.method !== "GET");

describe("the lineage of a model", () => {
  test("is told as lists: its parents and its children, in how many args they differ", async () => {
    serve(reply("GET", LINEAGE, 200, graph));
    await show(`/models/${ID}?tab=lineage`);
    const up = await screen.findByRole("region", { name: "Made from" });
    expect(within(up).getByRole("link", { name: OTHER })).toBeVisible();
    expect(within(up).getByText("Marked as bad")).toBeVisible();
    expect(within(up).getByText(/There is more before/)).toBeVisible();
    const compare = within(up).getByRole("link", { name: `2 args: Compare ${OTHER} with ${ID}` });
    expect(compare).toHaveTextContent("2 args");
    const down = screen.getByRole("region", { name: "Made from it" });
    expect(within(down).getByText("deleted")).toBeVisible();
    expect(within(down).queryByRole("link", { name: /gone00000/ })).toBeNull();
  });

  test("that is empty says how to fill it", async () => {
    serve(reply("GET", LINEAGE, 200, { ...graph, edges: [] }));
    await show(`/models/${ID}?tab=lineage`);
    expect(await screen.findByText("No related models")).toBeVisible();
    expect(screen.getByText(/--parent/)).toBeVisible();
  });

  test("that cannot be had shows the error with its request", async () => {
    serve(refuse("GET", LINEAGE, 503, "database_unavailable"));
    await show(`/models/${ID}?tab=lineage`);
    expect(await screen.findByText("0123456789abcdef")).toBeVisible();
  });
});

describe("what people think of a model", () => {
  test("stands above everything, also bad marks on its ancestors", async () => {
    const warnings = [{ id: OTHER, reason: "leaked", distance: 2 }];
    serve(reply("GET", PATH, 200, { ...contractBody(PATH), note: { ...note, verdict: "good" }, warnings }));
    await show(`/models/${ID}`);
    expect(await screen.findByRole("region", { name: "Marked as good" })).toHaveTextContent("octocat");
    const above = screen.getByRole("region", { name: /1 model it was made from/ });
    expect(within(above).getByRole("link", { name: OTHER })).toBeVisible();
    expect(above).toHaveTextContent("2 steps up");
  });

  test("needs a reason where it is bad", async () => {
    const { asked } = serve(reply("PUT", `${PATH}/note`, 200, contractBody(PATH)));
    const { user } = await show(`/models/${ID}`);
    await choose(user, "More actions", "Mark…");
    await user.click(await screen.findByRole("button", { name: "Save" }));
    expect(await screen.findByText("Say why, so that others understand.")).toBeVisible();
    expect(lastWrite(asked)).toBeUndefined();
    await user.type(screen.getByRole("textbox", { name: "Why" }), "the labels were wrong{Enter}");
    expect(lastWrite(asked)?.body).toEqual({ verdict: "bad", reason: "the labels were wrong" });
  });

  test("is offered to nobody who may only read", async () => {
    serve(reply("GET", "/api/v1/me", 200, { ...contractBody("/api/v1/me"), role: "read_only" }));
    await show(`/models/${ID}`);
    await screen.findByRole("heading", { name: "Small shapes" });
    expect(screen.queryByRole("button", { name: "More actions" })).toBeNull();
    expect(screen.queryByRole("textbox", { name: "Add an alias" })).toBeNull();
  });
});

describe("the aliases of a model", () => {
  test("are set, and a refusal is told in its place", async () => {
    const { asked } = serve(
      reply("PUT", `${PATH}/aliases/production`, 200, {}),
      refuse("PUT", `${PATH}/aliases/abc`, 400, "alias_invalid"),
    );
    const { user } = await show(`/models/${ID}`);
    await user.type(await screen.findByRole("textbox", { name: "Add an alias" }), "production{Enter}");
    await waitFor(() => expect(lastWrite(asked)?.path).toBe(`${PATH}/aliases/production`));
    await user.type(screen.getByRole("textbox", { name: "Add an alias" }), "abc{Enter}");
    expect(await screen.findByText("The alias was not set")).toBeVisible();
  });
});
