/** Sharing and administration on a team's server: an Admin opens, someone looks, the Admin takes back and sees it in the log. */
import type { Browser, Page } from "@playwright/test";
import { expect, test } from "./github.ts";
import { push } from "./pushed.ts";

/** A browser of someone who never signed in. */
async function visitor(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({
    baseURL: url,
    storageState: { cookies: [], origins: [] },
  });
  return await context.newPage();
}

test("a link shows its parts to anybody, and nothing at the request after it was revoked", async ({
  browser,
  server,
  as,
}) => {
  const id = await push(server, 0.31);
  const page = await as("mona");
  await page.goto(`/models/${id}`);
  await page.getByRole("button", { name: "Share: Private" }).click();
  const dialog = page.getByRole("dialog", { name: "Share" });
  await dialog.getByRole("checkbox", { name: /^Weights/ }).uncheck();
  await dialog.getByRole("checkbox", { name: /^Args/ }).uncheck();
  await dialog.getByRole("button", { name: "Create link" }).click();
  const link = await dialog.getByRole("textbox", { name: "Link" }).inputValue();

  const theirs = await visitor(browser, server.url);
  await theirs.goto(link);
  await expect(theirs).toHaveURL(`${server.url}/models/${id}`);
  await expect(theirs.getByRole("heading", { level: 1 })).toHaveText("Learning rate 0.31");
  await expect(theirs.getByRole("tab")).toHaveText(["README", "Metrics", "Checkpoints1"]);
  await expect(theirs.getByText("This page shows the Card of the model.")).toBeVisible();
  await theirs.goBack();
  await expect(theirs).not.toHaveURL(/mbs_/);
  await theirs.goto(`/models/${id}`);

  await dialog.getByRole("button", { name: "Done" }).click();
  const list = dialog.getByRole("list", { name: "Who has access" });
  await list.getByRole("button", { name: /^Revoke Link/ }).click();
  await list.getByRole("button", { name: "Revoke" }).click();
  await expect(dialog.getByText("Nobody outside your team, so far.")).toBeVisible();
  await theirs.reload();
  await expect(theirs).toHaveURL(/\/sign-in\?next=/);
  await theirs.goto(link);
  await expect(theirs.getByRole("heading", { level: 2, name: "This link opens nothing" })).toBeVisible();
  await theirs.context().close();

  await page.goto("/admin/audit?action=share");
  const said = page.getByRole("list", { name: "Records" }).getByRole("listitem").filter({ hasText: id });
  await expect(said).toHaveCount(2);
  await expect(said.first()).toContainText("mona revoked a link to");
  await expect(said.last()).toContainText("mona made a link to");
});

test("a model is shared and the link revoked by the keyboard alone", async ({ server, as }) => {
  const id = await push(server, 0.32);
  const page = await as("mona");
  await page.goto(`/models/${id}`);
  await expect(page.getByRole("button", { name: "Share: Private" })).toBeVisible();
  const reach = async (name: string | RegExp): Promise<void> => {
    const wanted = page.getByRole("button", { name });
    for (let at = 0; at < 40; at += 1) {
      if (await wanted.first().evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not lead to ${String(name)}`);
  };
  await reach("Share: Private");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Share" })).toBeVisible();
  await reach("Create link");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Link" })).toBeFocused();
  await reach("Done");
  await page.keyboard.press("Enter");
  await reach(/^Revoke Link/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Revoke", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Nobody outside your team, so far.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Share: Private" })).toBeFocused();
});

test("roles and shutting out bite at once, and each is in the log once", async ({ as }) => {
  const reader = await as("reader");
  await reader.goto("/");
  const page = await as("mona");
  await page.goto("/admin");
  await page.getByRole("combobox", { name: "Role of reader" }).selectOption("Guest");
  await page.getByRole("alertdialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("reader is Guest now.")).toBeVisible();
  await reader.goto("/");
  await expect(reader).toHaveURL(/\/shared$/);
  await page.getByRole("button", { name: "Disable reader" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Disable" }).click();
  await expect(page.getByText("reader is disabled.")).toBeVisible();
  await reader.reload();
  await expect(reader).toHaveURL(/\/sign-in/);
  await page.getByRole("button", { name: "Enable reader" }).click();
  await expect(page.getByText("reader may sign in again.")).toBeVisible();
  await page.getByRole("combobox", { name: "Role of mona" }).selectOption("Guest");
  await page.getByRole("alertdialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("Someone has to stay Admin");
  await page.goto("/admin/audit?target=reader");
  const said = page.getByRole("list", { name: "Records" }).getByRole("listitem");
  for (const words of ["from Read-only to Guest", "mona disabled reader", "mona enabled reader"])
    await expect(said.filter({ hasText: words })).toHaveCount(1);
});
