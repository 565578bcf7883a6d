/** Signing in through GitHub as people do it, with the server's real OAuth code and a GitHub that is a fake. */
import type { Page } from "@playwright/test";
import { expect, signIn, test } from "./github.ts";

const go = (page: Page) => page.getByRole("link", { name: "Continue with GitHub" });
const session = /^modelbase-\d+$/;

test("the link in the log makes the first Admin, once", async ({ page, server, github, faults }) => {
  await github.tell({ add: [{ login: "founder", number: 9, name: "Fay Founder" }], well: true });
  await page.goto(server.first);
  await expect(page.getByRole("heading", { name: "Become the first Admin" })).toBeVisible();
  expect(page.url()).toBe(`${server.url}/sign-in`);
  await page.getByRole("button", { name: "Continue with GitHub as first Admin" }).click();
  await expect(page).toHaveURL(`${server.url}/`);
  await page.goto("/account");
  await expect(page.getByRole("region", { name: "You", exact: true })).toContainText(
    "Fay FounderfounderAdmin",
  );

  await page.context().clearCookies();
  await page.goto(server.first);
  await page.getByRole("button", { name: "Continue with GitHub as first Admin" }).click();
  await expect(page.getByRole("alert")).toContainText("does not make anybody Admin any more");
  await expect(go(page)).toBeVisible();
  expect(faults).toEqual([]);
});

test("who belongs to the team signs in and ends where they wanted to go", async ({
  page,
  github,
  faults,
}) => {
  await github.tell({ present: "mona", well: true });
  await page.goto("/account");
  await expect(page).toHaveURL(/\/sign-in\?next=\/account$/);
  await go(page).click();
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.getByRole("region", { name: "You", exact: true })).toContainText("Mona LisamonaAdmin");
  await expect(page.getByRole("list", { name: "List of sessions" })).toContainText(
    "Chromium on LinuxThis browser",
  );
  expect(faults).toEqual([]);
});

test("who belongs to nobody is told so, and what to do", async ({ page, github, faults }) => {
  await github.tell({ present: "stranger", well: true });
  await page.goto("/");
  await go(page).click();
  await expect(page).toHaveURL(/\/sign-in\?error=not_admitted$/);
  await expect(page.getByRole("alert")).toContainText("Your account may not use this server");
  expect((await page.request.get("/api/v1/me")).status()).toBe(401);
  expect(faults).toEqual([]);
});

test("who cancels or meets a GitHub that is down comes back to a page that lets them try again", async ({
  page,
  github,
  faults,
}) => {
  await github.tell({ present: "mona", well: true, fail: { "/login/oauth/authorize": "cancel" } });
  await page.goto("/account");
  await go(page).click();
  await expect(page.getByRole("alert")).toContainText("You cancelled on GitHub");
  await github.tell({ well: true, fail: { "/login/oauth/access_token": "502" } });
  await go(page).click();
  await expect(page).toHaveURL(/error=provider_unavailable$/);
  await expect(page.getByRole("alert")).toContainText("GitHub does not answer right now");
  await github.tell({ well: true });
  await go(page).click();
  await expect(page).toHaveURL(/\/account$/);
  expect(faults).toEqual([]);
});

test("a return that another browser began signs nobody in", async ({ page, github }) => {
  await github.tell({ present: "mona", well: true, fail: { "/login/oauth/authorize": "wrong_state" } });
  await page.goto("/sign-in");
  await go(page).click();
  await expect(page).toHaveURL(/\/sign-in\?error=sign_in_state$/);
  await expect(page.getByRole("alert")).toContainText("did not begin in this browser");
  await github.tell({ well: true });
});

test("who is disabled is out at once and is told so when they come back", async ({
  page,
  server,
  github,
  as,
}) => {
  const mona = await as("mona");
  const disable = async (disabled: boolean): Promise<void> => {
    const headers = { Origin: server.url };
    const answer = await mona.request.patch("/api/v1/users/github:2", { data: { disabled }, headers });
    expect(answer.status()).toBe(200);
  };
  await signIn(page, github, "reader");
  await disable(true);
  await page.goto("/account");
  await expect(page).toHaveURL(/\/sign-in\?next=\/account$/);
  await go(page).click();
  await expect(page.getByRole("alert")).toContainText("An Admin has disabled your account here");
  await disable(false);
  await go(page).click();
  await expect(page).toHaveURL(/\/account$/);
});

test("a session that ran out comes back by itself, and what was typed is sent", async ({
  page,
  github,
  faults,
}) => {
  await signIn(page, github, "mona", "/account");
  await page.getByRole("button", { name: "Create token" }).click();
  const form = page.getByRole("dialog", { name: "New API token" });
  await form.getByRole("textbox", { name: "Name" }).fill("typed before the session ran out");
  await page.context().clearCookies({ name: session });
  await form.getByRole("button", { name: "Create token" }).click();
  await expect(page.getByRole("alertdialog", { name: "Copy this token now" })).toBeVisible();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("row", { name: /typed before the session ran out/ })).toBeVisible();

  const renewals: number[] = [];
  page.on("response", (answer) => {
    if (answer.url().endsWith("/session/renew")) renewals.push(answer.status());
  });
  await page.context().clearCookies({ name: session });
  await page.reload();
  await expect(page.getByRole("row", { name: /typed before the session ran out/ })).toBeVisible();
  expect(renewals).toEqual([204]);

  await page.context().clearCookies();
  await page.reload();
  await expect(page).toHaveURL(/\/sign-in\?next=\/account$/);
  expect(faults).toEqual([]);
});

test("two tabs whose session ran out both go on", async ({ page, github }) => {
  await signIn(page, github, "reader", "/account");
  const other = await page.context().newPage();
  await other.goto("/account");
  await page.context().clearCookies({ name: session });
  await Promise.all([page.reload(), other.reload()]);
  for (const tab of [page, other])
    await expect(tab.getByRole("region", { name: "You", exact: true })).toContainText("Rae Reader");
});

test("signing out everywhere ends every browser, and one session can be ended alone", async ({ as }) => {
  const [here, there, third] = [await as("reader"), await as("reader"), await as("reader")];
  await there.goto("/account");
  const rows = there.getByRole("list", { name: "List of sessions" }).getByRole("listitem");
  await expect(rows.filter({ hasText: "This browser" })).toHaveCount(1);
  const before = await rows.count();
  await rows.filter({ hasNotText: "This browser" }).getByRole("button").first().click();
  await expect(there.getByRole("region", { name: "Notifications" })).toContainText("is signed out");
  await expect(rows).toHaveCount(before - 1);
  await here.goto("/account").catch(() => undefined);
  await there.getByRole("button", { name: "Sign out everywhere" }).click();
  await there.getByRole("alertdialog").getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(there).toHaveURL(/\/sign-in$/);
  for (const page of [here, there, third]) {
    await page.goto("/account");
    await expect(page).toHaveURL(/\/sign-in\?next=\/account$/);
  }
});
