import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { contractBody, refuse, reply, serve, type Asked } from "../../../test/server.ts";
import { show } from "../../../test/render.tsx";

const ID = "tiny-shapes/small-conv:10823125c";
const PATH = `/api/v1/models/${ID}`;
const SHARES = `${PATH}/shares`;
const made = (kind: string, more: object = {}) => ({
  id: "s_new",
  model: ID,
  kind,
  login: null,
  bound: true,
  sees: ["card", "args", "weights"],
  created_by: "octocat",
  created_at: "2026-11-21T12:00:00.000Z",
  expires_at: null,
  secret: null,
  ...more,
});

const writes = (asked: Asked[]) => asked.filter((one) => one.method !== "GET");

async function openDialog() {
  const shown = await show(`/models/${ID}`);
  await shown.user.click(await screen.findByRole("button", { name: "Share: Shared with 2" }));
  return {
    ...shown,
    dialog: within(await screen.findByRole("dialog", { name: "Share" }, { timeout: 9000 })),
  };
}

describe("sharing a model", () => {
  test("a link is made with its parts and its end, and its secret is shown once", async () => {
    const { asked } = serve(reply("POST", SHARES, 201, made("link", { secret: "mbs_only-once" })));
    const { user, dialog } = await openDialog();
    const form = within(dialog.getByRole("region", { name: "Give access" }));
    await user.click(form.getByRole("checkbox", { name: /^Weights/ }));
    await user.click(form.getByRole("checkbox", { name: /^Args/ }));
    expect(form.getByRole("checkbox", { name: /^Card/ })).toBeDisabled();
    await user.selectOptions(form.getByRole("combobox", { name: "Ends" }), "After 7 days");
    expect(form.getByText(`modelbase share ${ID} --link --only card --expires 7d`)).toBeVisible();
    await user.click(form.getByRole("button", { name: "Create link" }));
    const link = await dialog.findByRole("textbox", { name: "Link" });
    expect(link).toHaveValue(`${window.location.origin}/s/mbs_only-once`);
    expect(writes(asked)[0]?.body).toEqual({ kind: "link", sees: ["card"], expires_in_hours: 168 });
    await user.click(dialog.getByRole("button", { name: "Done" }));
    expect(screen.queryByDisplayValue(/mbs_/)).not.toBeInTheDocument();
    expect(await dialog.findByRole("button", { name: "Create link" })).toBeVisible();
  });

  test("a person gets access by login, for ever if nothing else is said", async () => {
    const { asked } = serve(reply("POST", SHARES, 201, made("login", { login: "mona", bound: false })));
    const { user, dialog } = await openDialog();
    await user.click(dialog.getByRole("radio", { name: "To a person" }));
    const login = dialog.getByRole("textbox", { name: "GitHub login" });
    await user.type(login, "no login");
    expect(dialog.getByRole("alert")).toHaveTextContent("not a GitHub login");
    await user.clear(login);
    await user.type(login, "mona{Enter}");
    expect(await screen.findByText("mona has access.")).toBeVisible();
    expect(writes(asked).map((one) => one.body)).toEqual([
      { kind: "login", sees: ["card", "args", "weights"], login: "mona" },
    ]);
  });

  test("a refusal is told in its place", async () => {
    serve(refuse("POST", SHARES, 409, "conflict"));
    const { user, dialog } = await openDialog();
    await user.click(dialog.getByRole("button", { name: "Create link" }));
    expect(await dialog.findByRole("alert")).toHaveTextContent("It says conflict");
  });

  test("the public switch asks before it opens, and shows what follows", async () => {
    const { asked } = serve(reply("POST", SHARES, 201, made("public", { id: "public" })));
    const { user, dialog } = await openDialog();
    const section = within(dialog.getByRole("region", { name: "Public page" }));
    await user.click(section.getByRole("switch", { name: "Public page" }));
    expect(writes(asked)).toEqual([]);
    await user.click(section.getByRole("checkbox", { name: /^Weights/ }));
    expect(section.getByText("From now on outsiders see Card and Args.")).toBeVisible();
    await user.click(section.getByRole("button", { name: "Make public" }));
    expect(await screen.findByText("This model is public.")).toBeVisible();
    expect(writes(asked)[0]?.body).toEqual({ kind: "public", sees: ["card", "args"] });
  });

  test("parts of a public page change at once, and the switch takes it back", async () => {
    const rows = [made("public", { id: "public" })];
    const { asked } = serve(
      reply("GET", SHARES, 200, { rows, next: null }),
      reply("GET", PATH, 200, { ...contractBody(PATH), visibility: "public" }),
      reply("POST", SHARES, 200, made("public", { id: "public" })),
      reply("DELETE", `${SHARES}/public`, 204),
    );
    const { user } = await show(`/models/${ID}`);
    await user.click(await screen.findByRole("button", { name: "Share: Public" }));
    const section = within(await screen.findByRole("region", { name: "Public page" }));
    await user.click(section.getByRole("checkbox", { name: /^Args/ }));
    await waitFor(() =>
      expect(writes(asked).at(-1)?.body).toEqual({ kind: "public", sees: ["card", "weights"] }),
    );
    await waitFor(() => expect(section.getByRole("switch")).toBeEnabled());
    await user.click(section.getByRole("switch"));
    expect(await screen.findByText("This model is private again.")).toBeVisible();
    expect(writes(asked).at(-1)?.method).toBe("DELETE");
  });

  test("what there is stands with parts and end, and is taken back after one question", async () => {
    const { asked } = serve(reply("DELETE", `${SHARES}/s_a91b3c44d2e07f15`, 204));
    const { user, dialog } = await openDialog();
    const [person, link] = within(dialog.getByRole("list", { name: "Who has access" })).getAllByRole(
      "listitem",
    );
    expect(person).toHaveTextContent("hubot");
    expect(person).toHaveTextContent("waits for first sign-in");
    expect(link).toHaveTextContent("Card");
    await user.click(within(link!).getByRole("button", { name: "Revoke Link s_a91b3c44d2e07f15" }));
    await user.click(within(link!).getByRole("button", { name: "Keep" }));
    // After a no the focus is where it was.
    expect(within(link!).getByRole("button", { name: "Revoke Link s_a91b3c44d2e07f15" })).toHaveFocus();
    expect(writes(asked)).toEqual([]);
    await user.click(within(link!).getByRole("button", { name: /^Revoke/ }));
    await user.click(within(link!).getByRole("button", { name: "Revoke" }));
    expect(await screen.findByText("Link s_a91b3c44d2e07f15: access ended.")).toBeVisible();
  });

  test("who may not share sees no button", async () => {
    serve(reply("GET", "/api/v1/me", 200, { ...contractBody("/api/v1/me"), role: "read_only" }));
    await show(`/models/${ID}`);
    await screen.findByRole("heading", { name: "Small shapes" });
    expect(screen.queryByRole("button", { name: /^Share/ })).not.toBeInTheDocument();
  });
});
