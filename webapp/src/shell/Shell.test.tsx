import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { preferences } from "../lib/storage/preferences.ts";
import { refuse, serve } from "../test/server.ts";
import { show } from "../test/render.tsx";

test("the palette finds a command by its name and runs it", async () => {
  serve();
  const { user, address } = await show("/trash");
  await user.keyboard("{Control>}k{/Control}");
  const palette = await screen.findByRole("dialog", { name: "Commands" });
  await user.type(within(palette).getByRole("searchbox"), "account");
  await user.keyboard("{Enter}");
  await waitFor(() => expect(address()).toBe("/account"));
});

test("the ? sheet lists every shortcut of the page", async () => {
  serve();
  const { user } = await show("/");
  await user.keyboard("?");
  const sheet = await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
  for (const name of ["Search models", "Compare", "Commands"])
    expect(within(sheet).getByText(name)).toBeVisible();
  const keysOf = (name: string) => within(sheet).getByText(name).nextSibling?.textContent;
  expect(within(sheet).getByRole("heading", { name: "In the table" })).toBeVisible();
  expect(keysOf("Move the column")).toBe("AltShift←AltShift→");
  expect(keysOf("Select all")).toBe("CtrlA");
  expect(within(sheet).queryByRole("heading", { name: "In the comparison" })).not.toBeInTheDocument();
});

test("the ? sheet lists the keys of the comparison where there is one, and none elsewhere", async () => {
  serve();
  const { user } = await show(
    "/diff?id=faint-digits/small-conv:71f6b62e4&id=faint-digits/small-conv:736f712a4",
  );
  await screen.findByRole("treegrid");
  await user.keyboard("?");
  const sheet = await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
  expect(within(sheet).getByText("Next difference").nextSibling).toHaveTextContent("n");
  expect(within(sheet).getByRole("heading", { name: "In the comparison" })).toBeVisible();
  expect(within(sheet).queryByRole("heading", { name: "In the table" })).not.toBeInTheDocument();
  await user.keyboard("{Escape}");
  await user.click(screen.getByRole("link", { name: "Trash" }));
  await screen.findByRole("heading", { level: 1, name: "Trash" });
  await user.keyboard("?");
  const other = await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
  expect(within(other).queryByRole("heading", { name: /^In the/ })).not.toBeInTheDocument();
});

test("single keys do nothing in a text field, nor when they are switched off", async () => {
  serve();
  const { user } = await show("/trash");
  await user.type(screen.getByRole("searchbox", { name: "Search models" }), "what?");
  expect(screen.getByRole("searchbox", { name: "Search models" })).toHaveValue("what?");
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  preferences.set({ singleKeys: false });
  screen.getByRole("searchbox", { name: "Search models" }).blur();
  await user.keyboard("?");
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
});

test("a key that belongs to a Hangul syllable fires nothing", async () => {
  serve();
  await show("/trash");
  fireEvent.keyDown(document.body, { key: "?", isComposing: true });
  fireEvent.keyDown(document.body, { key: "k", ctrlKey: true, keyCode: 229 });
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
});

test("the account menu says who is signed in and changes the theme", async () => {
  serve();
  const { user } = await show("/trash");
  await user.click(await screen.findByRole("button", { name: "Account: octocat" }));
  await user.click(await screen.findByRole("menuitemradio", { name: "Dark" }));
  expect(preferences.get().theme).toBe("dark");
});

test("the first stop of Tab skips to the content", async () => {
  serve();
  const { user } = await show("/trash");
  await user.tab();
  expect(screen.getByRole("link", { name: "Skip to content" })).toHaveFocus();
});

test("an address that leads nowhere says so", async () => {
  serve();
  await show("/nowhere/at/all");
  expect(screen.getByRole("heading", { level: 1, name: "Nothing here" })).toBeInTheDocument();
});

test("for a stranger nothing here may be a matter of signing in", async () => {
  serve(refuse("GET", "/api/v1/me", 401, "sign_in_required"));
  await show("/nowhere");
  const main = within(await screen.findByRole("main"));
  const way = await main.findByRole("link", { name: "Sign in" });
  expect(way).toHaveAttribute("href", "/sign-in?next=/nowhere");
  expect(main.queryByRole("link", { name: "Back to the models" })).not.toBeInTheDocument();
});
