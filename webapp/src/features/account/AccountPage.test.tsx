import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { contractBody, reply, serve } from "../../test/server.ts";
import { show } from "../../test/render.tsx";

test("says who is signed in and lists the tokens", async () => {
  serve();
  await show("/account");
  expect(await screen.findByText("Mona")).toBeVisible();
  const row = await screen.findByRole("row", { name: /this machine/ });
  expect(row).toHaveTextContent("Read");
  expect(row).toHaveTextContent("Never");
});

test("says how the command line is installed from this server, with its SHA-256", async () => {
  const client = `http://models.test/pip/modelbase_registry-0.1.0-py3-none-any.whl#sha256=${"a".repeat(64)}`;
  serve(reply("GET", "/api/v1/", 200, { version: "0.1.0", capabilities: [], client }));
  await show("/account");
  expect(await screen.findByText(`pip install '${client}'`)).toBeVisible();
});

test("says nothing of installing where the server has no wheel to give", async () => {
  const { asked } = serve(reply("GET", "/api/v1/", 200, { version: "0", capabilities: [], client: null }));
  await show("/account");
  await waitFor(() => expect(asked.some((one) => one.path === "/api/v1/")).toBe(true));
  expect(await screen.findByRole("row", { name: /this machine/ })).toBeVisible();
  expect(screen.queryByText(/pip install/)).not.toBeInTheDocument();
});

test("a new token is shown this once and kept nowhere", async () => {
  const made = {
    id: "t2",
    name: "ci",
    scopes: ["read"],
    only: "imagenet/*",
    created_at: "",
    expires_at: null,
  };
  const { asked } = serve(
    reply("POST", "/api/v1/tokens", 201, { ...made, last_used_at: null, token: "mb_secret" }),
  );
  const { user } = await show("/account");
  await user.click(await screen.findByRole("button", { name: "Create token" }));
  const form = await screen.findByRole("dialog", { name: "New API token" });
  await user.type(within(form).getByRole("textbox", { name: "Name" }), "ci");
  await user.click(within(form).getByRole("checkbox", { name: "Write" }));
  await user.type(within(form).getByRole("textbox", { name: "Only these models" }), "imagenet/*");
  await user.click(within(form).getByRole("button", { name: "Create token" }));
  const shown = await screen.findByRole("alertdialog", { name: "Copy this token now" });
  expect(within(shown).getByText("mb_secret")).toBeVisible();
  expect(asked.find((one) => one.method === "POST")?.body).toEqual({
    name: "ci",
    scopes: ["read"],
    only: "imagenet/*",
    expires_in_days: 90,
  });
  await user.click(within(shown).getByRole("button", { name: "Done" }));
  await waitFor(() => expect(screen.queryByText("mb_secret")).not.toBeInTheDocument());
  expect(
    JSON.stringify([Object.entries(window.localStorage), Object.entries(window.sessionStorage)]),
  ).not.toContain("mb_secret");
});

test("revoking asks first", async () => {
  const { asked } = serve(reply("DELETE", "/api/v1/tokens/t_b52cf1187b004f47", 204));
  const { user } = await show("/account");
  await user.click(await screen.findByRole("button", { name: "Revoke this machine" }));
  const dialog = await screen.findByRole("alertdialog", { name: "Revoke the token “this machine”?" });
  expect(asked.some((one) => one.method === "DELETE")).toBe(false);
  await user.click(within(dialog).getByRole("button", { name: "Revoke" }));
  expect(await screen.findByText("this machine is revoked.")).toBeVisible();
});

test("a reader is offered tokens that read", async () => {
  serve(reply("GET", "/api/v1/me", 200, { ...contractBody("/api/v1/me"), role: "read_only" }));
  const { user } = await show("/account");
  await screen.findByText("Read-only");
  await user.click(await screen.findByRole("button", { name: "Create token" }));
  const form = await screen.findByRole("dialog", { name: "New API token" });
  expect(
    within(form)
      .getAllByRole("checkbox")
      .map((box) => box.getAttribute("aria-label")),
  ).toEqual(["Read"]);
  expect(form).toHaveTextContent("your tokens do too");
});

test("the language changes every word at once", async () => {
  serve();
  const { user } = await show("/account");
  await user.selectOptions(screen.getByRole("combobox", { name: "Language" }), "ko");
  expect(await screen.findByRole("heading", { name: "계정" })).toBeVisible();
  expect(document.documentElement.lang).toBe("ko");
});

test("a theme is kept and marked on the page", async () => {
  serve();
  const { user } = await show("/account");
  await user.selectOptions(screen.getByRole("combobox", { name: "Theme" }), "dark");
  await waitFor(() => expect(document.documentElement.dataset["theme"]).toBe("dark"));
  expect(window.localStorage.getItem("modelbase.preferences")).toContain('"theme":"dark"');
});

test("sessions say which browser, from where and since when, and one can be ended", async () => {
  const { asked } = serve(reply("DELETE", "/api/v1/sessions/0a1b2c3d4e5f6a7b", 204));
  const { user } = await show("/account");
  const list = await screen.findByRole("list", { name: "List of sessions" });
  const [here, elsewhere] = within(list).getAllByRole("listitem");
  expect(here).toHaveTextContent("Chrome on LinuxThis browser127.0.0.1");
  expect(within(here!).queryByRole("button")).toBeNull();
  expect(elsewhere).toHaveTextContent("Safari on macOS192.0.2.7");
  await user.click(within(elsewhere!).getByRole("button", { name: "Sign out Safari on macOS" }));
  expect(await screen.findByText("Safari on macOS is signed out.")).toBeVisible();
  expect(asked.filter((one) => one.method === "DELETE")).toHaveLength(1);
});

test("signing out everywhere asks first and ends at the sign-in page", async () => {
  const { asked } = serve(reply("DELETE", "/api/v1/sessions", 204));
  const { user, address } = await show("/account");
  await screen.findByRole("list", { name: "List of sessions" });
  await user.click(screen.getByRole("button", { name: "Sign out everywhere" }));
  const dialog = await screen.findByRole("alertdialog", { name: "Sign out everywhere?" });
  expect(dialog).toHaveTextContent("all 2 browsers");
  expect(asked.some((one) => one.method === "DELETE")).toBe(false);
  await user.click(within(dialog).getByRole("button", { name: "Sign out everywhere" }));
  await waitFor(() => expect(address()).toBe("/sign-in"));
});
