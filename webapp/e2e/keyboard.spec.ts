/** One long way through the models without a mouse: find, filter, sort, move, pin, save, share, compare, next difference. */
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

const MOST_TABS = 80;

/** Press Tab until something has the focus; on the way the focus is never lost, and always seen. */
async function reach(page: Page, wanted: Locator): Promise<void> {
  for (let at = 0; at < MOST_TABS; at += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(
      () => document.activeElement === document.body || document.activeElement?.matches(":focus-visible"),
    );
    expect(seen).toBe(true);
  }
  throw new Error(`Tab does not lead to ${wanted.toString()}`);
}

/** Take an entry of the menu of the active cell or heading. */
async function choose(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Shift+F10");
  const entry = page.getByRole("menuitem", { name, exact: true });
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  for (let at = 0; at < 30; at += 1) {
    if (await entry.evaluate((one) => one === document.activeElement)) break;
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("grid")).toBeFocused();
}

async function headings(page: Page): Promise<(string | null)[]> {
  return await page
    .locator("[role=columnheader][title]")
    .evaluateAll((all) => all.map((one) => one.getAttribute("title")));
}

test("find, filter, sort, move and pin, save and share, compare three, next difference", async ({
  page,
  browser,
  ids,
  signedIn,
  faults,
}) => {
  await page.goto("/?columns=title,owner,metrics.top1,args.optimizer.lr");
  await expect(page.getByRole("row", { name: new RegExp(ids[0]!) })).toBeVisible();

  // Find.
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Search models" })).toBeFocused();
  await page.keyboard.type("Learning rate 0");
  await expect(page).toHaveURL(/where=.*Learning\+rate/);

  // Filter.
  await reach(page, page.getByRole("combobox", { name: "Filter" }));
  await page.keyboard.type("args.optimizer.lr < 0.2");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/optimizer\.lr\+%3C\+0\.2/);
  await expect(page.getByText("3 models", { exact: true })).toBeVisible();

  // Sort, move and pin.
  const grid = page.getByRole("grid");
  await reach(page, grid);
  for (const key of ["ArrowUp", "End"]) await page.keyboard.press(key);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/sort=-args\.optimizer\.lr/);
  await expect(page.locator("[data-row='0']")).toContainText("Learning rate 0.1");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/sort=args\.optimizer\.lr/);
  await page.keyboard.press("Alt+Shift+ArrowLeft");
  await expect
    .poll(() => headings(page))
    .toEqual(["id", "title", "owner", "args.optimizer.lr", "metrics.top1"]);
  await choose(page, "Pin to the left");
  const order = ["id", "args.optimizer.lr", "title", "owner", "metrics.top1"];
  await expect.poll(() => headings(page)).toEqual(order);

  // Save and share.
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Commands" })).toBeVisible();
  await page.keyboard.type("Save as a new view");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Name" })).toBeFocused();
  await page.keyboard.type("By keys");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/view=v_/);
  await reach(page, page.getByRole("button", { name: "Copy link" }));
  await page.keyboard.press("Enter");
  // The link says all that the view does, so that it opens for anyone who may not see the view itself.
  const link = page.url().replace(/&view=.*$/, "");
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  const context = await browser.newContext({ storageState: signedIn });
  const theirs = await context.newPage();
  await theirs.goto(link);
  await expect(theirs.locator("[data-row='0']")).toContainText("Learning rate 0.001");
  await expect.poll(() => headings(theirs)).toEqual(order);
  await expect(theirs.getByText("3 models", { exact: true })).toBeVisible();
  await context.close();

  // Compare three, and go to the next difference.
  await reach(page, grid);
  for (let at = 0; at < 4 && !/-0-\d+$/.test((await grid.getAttribute("aria-activedescendant"))!); at += 1)
    await page.keyboard.press("ArrowDown");
  for (let at = 0; at < 3; at += 1) {
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowDown");
  }
  await expect(page.getByText("3 selected")).toBeVisible();
  await page.keyboard.press("c");
  await expect(page.getByRole("heading", { name: "Compare 3 models" })).toBeVisible();
  const tree = page.getByRole("treegrid");
  await expect(tree).toBeVisible();
  const active = (): Promise<string> =>
    tree.evaluate((one) => document.getElementById(one.getAttribute("aria-activedescendant")!)!.innerText);
  await page.keyboard.press("n");
  await expect(tree).toBeFocused();
  await expect.poll(active).toContain("lr");
  await page.keyboard.press("n");
  await expect.poll(active).not.toContain("lr");
  await page.keyboard.press("b");
  await expect.poll(active).toContain("lr");
  expect(faults).toEqual([]);
});
