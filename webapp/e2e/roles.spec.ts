/** What each role finds: nothing that the server would refuse is offered, and what may be seen is found. */
import type { Page } from "@playwright/test";
import { expect, signIn, test } from "./github.ts";

test.use({ settings: { MODELBASE_ALLOW_GUESTS: "true", MODELBASE_ALLOW_ANONYMOUS: "true" } });

const CHANGES = /trash|delete|rename|edit|write|share|restore|visibility|actions|set tags|add tag|remove/i;
const TABS = ["", "?tab=args", "?tab=metrics", "?tab=files", "?tab=checkpoints", "?tab=use"];

/** The names of everything inside the page that can be pressed and would change something. */
async function controls(page: Page): Promise<string[]> {
  const pressed = page.locator("main button:visible, main a[href]:visible");
  const names = await pressed.evaluateAll((all) =>
    all
      .filter((one) => !one.closest("[role=tablist], .markdown"))
      .map((one) => (one.getAttribute("aria-label") ?? one.textContent ?? "").trim()),
  );
  return names.filter((name) => CHANGES.test(name));
}

async function controlsOfModel(page: Page, id: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (const tab of TABS) {
    await page.goto(`/models/${id}${tab}`);
    await expect(page.getByRole("tabpanel")).toBeVisible();
    await page.waitForLoadState("networkidle");
    for (const name of await controls(page)) found.add(name);
  }
  return found;
}

test("who only reads is offered nothing that changes a model, an Admin is", async ({ as, ids, faults }) => {
  const mona = await as("mona");
  expect([...(await controlsOfModel(mona, ids[0]!))]).toEqual(
    expect.arrayContaining(["More actions", "Rename"]),
  );
  await expect(mona.getByRole("link", { name: "Trash" })).toBeVisible();
  const reader = await as("reader");
  expect([...(await controlsOfModel(reader, ids[0]!))]).toEqual([]);
  await expect(reader.getByRole("link", { name: "Trash" })).toHaveCount(0);
  await reader.goto("/");
  await reader.getByRole("row", { name: new RegExp(ids[0]!) }).waitFor();
  await reader.getByRole("grid").focus();
  await reader.keyboard.press("Space");
  await expect(reader.getByText("1 selected")).toBeVisible();
  expect((await controls(reader)).filter((name) => !/view|filter/i.test(name))).toEqual([]);
  await reader.keyboard.press("Control+k");
  await reader.getByRole("dialog", { name: "Commands" }).waitFor();
  await expect(reader.getByRole("option", { name: /trash|delete/i })).toHaveCount(0);
  expect(faults).toEqual([]);
});

test("a Guest begins with what was shared with them, and reads that", async ({
  page,
  server,
  github,
  ids,
  faults,
}) => {
  await server.cli("share", ids[0]!, "--with", "stranger");
  await signIn(page, github, "stranger", "/account");
  await expect(page.getByRole("region", { name: "You", exact: true })).toContainText("Guest");
  await page.goto("/");
  await expect(page).toHaveURL(/\/shared$/);
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link")).toHaveCount(1);
  await page.getByRole("link", { name: /Learning rate 0\.1/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Learning rate 0.1");
  await page.waitForLoadState("networkidle");
  expect(await controls(page)).toEqual([]);
  await page.goto(`/models/${ids[1]}`);
  await expect(page.getByRole("heading", { name: "Nothing here", level: 2 })).toBeVisible();
  expect(faults).toEqual([]);
});

test("a visitor reads what is public without signing in, and is shown the way in", async ({
  page,
  server,
  github,
  ids,
  faults,
}) => {
  await server.cli("share", ids[2]!, "--public");
  await page.goto(`/models/${ids[2]}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Learning rate 0.001");
  await page.waitForLoadState("networkidle");
  expect(await controls(page)).toEqual([]);
  await github.tell({ present: "reader", well: true });
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByRole("link", { name: "Continue with GitHub" }).click();
  await expect(page).toHaveURL(`${server.url}/models/${ids[2]}`);
  await expect(page.getByRole("button", { name: "Account: reader" })).toBeVisible();
  expect(faults).toEqual([]);
});

test("where visitors may read, a session that ran out is found before anybody is taken for one", async ({
  page,
  github,
  ids,
}) => {
  await signIn(page, github, "reader", `/models/${ids[1]}`);
  await page.context().clearCookies({ name: /^modelbase-\d+$/ });
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Learning rate 0.01");
  await expect(page.getByRole("button", { name: "Account: reader" })).toBeVisible();
});
