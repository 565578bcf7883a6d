/** What people do with the table: keep and share a view, step back, export, fold, peek, tag many, plot. */
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

const COLUMNS = "columns=title,args.optimizer.lr,metrics.top1,tags";

/** The text of every row that is shown, in order. */
async function rowsOf(page: Page): Promise<string[]> {
  await page.locator("[role=row] a[title]").first().waitFor();
  return await page.locator("[role=row]:not([data-row='-1'])").allInnerTexts();
}

test("a saved view is the same grid in another browser, by its address alone", async ({
  page,
  browser,
  server,
  ids,
  signedIn,
  faults,
}) => {
  expect(ids).toHaveLength(3);
  await page.goto(`/?where=args.optimizer.lr+<+0.2&sort=metrics.top1&${COLUMNS}&widths=title:222`);
  const before = await rowsOf(page);
  await page.getByRole("button", { name: "Save as a new view" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Small rates");
  await page.getByRole("radio", { name: "Team" }).check();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/view=v_/);
  const view = new URL(page.url()).searchParams.get("view")!;
  const context = await browser.newContext({ storageState: signedIn });
  const fresh = await context.newPage();
  await fresh.goto(`${server.url}/?view=${view}`);
  await expect(fresh).toHaveURL(/where=args\.optimizer\.lr/);
  await expect.poll(() => rowsOf(fresh)).toEqual(before);
  await expect(fresh.getByRole("link", { name: /Small rates/ })).toHaveAttribute("aria-current", "page");
  expect(new URL(fresh.url()).search).toBe(new URL(page.url()).search);
  await context.close();
  expect(faults).toEqual([]);
});

test("Back and Forward undo and redo steps of a view", async ({ page, ids, faults }) => {
  expect(ids).toHaveLength(3);
  await page.goto(`/?${COLUMNS}`);
  const bare = page.url();
  const heading = page.getByRole("columnheader", { name: /top1/ });
  await page.locator("[role=row] a[title]").first().waitFor();
  await page.getByRole("button", { name: "Families" }).click();
  await expect(page).toHaveURL(/fold=family/);
  await expect(page.getByRole("grid", { name: "Families table" })).toBeVisible();
  await heading.click();
  await expect(page).toHaveURL(/sort=-metrics\.top1/);
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(bare);
  await expect(page.getByRole("grid", { name: "Models table" })).toBeVisible();
  await page.goForward();
  await expect(page.getByRole("grid", { name: "Families table" })).toBeVisible();
  expect(faults).toEqual([]);
});

for (const [format, option, ending] of [
  ["CSV", "--csv", "csv"],
  ["TSV", "--tsv", "tsv"],
  ["JSON", "--json", "json"],
  ["LaTeX", "--latex", "tex"],
] as const) {
  test(`the exported ${format} is what the command line prints of the same query`, async ({
    page,
    server,
    ids,
    faults,
  }) => {
    await server.cli("rename", ids[1]!, '=1+1 "quoted", 100% & more');
    const where = "args.optimizer.lr < 0.2";
    await page.goto(
      `/?where=${encodeURIComponent(where)}&sort=metrics.top1&${COLUMNS},args.optimizer,args.decay`,
    );
    await page.locator("[role=row] a[title]").first().waitFor();
    await page.getByRole("button", { name: "Export" }).click();
    const dialog = page.getByRole("dialog", { name: "Export the table" });
    await dialog.getByRole("radio", { name: format }).check();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      dialog.getByRole("button", { name: "Export" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`models.${ending}`);
    const columns = "title,args.optimizer.lr,metrics.top1,tags,args.optimizer,args.decay";
    const printed = await server.cli(
      "ls",
      "--where",
      where,
      "--sort",
      "metrics.top1",
      "--columns",
      columns,
      "--all",
      option,
    );
    const exported = readFileSync(await download.path(), "utf8");
    if (format === "JSON") expect(JSON.parse(exported)).toEqual(JSON.parse(printed));
    else expect(exported).toBe(printed);
    expect(exported).toContain(ids[1]!.split(":")[1]);
    expect(faults).toEqual([]);
  });
}

test("the keyboard alone saves a view and peeks", async ({ page, ids, faults }) => {
  // Other files have pushed models of their own.
  await page.goto(`/?where=architecture+%3D+"tiny"&sort=metrics.top1&${COLUMNS}`);
  await page.locator("[role=row] a[title]").first().waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "Commands" }).waitFor();
  await page.keyboard.type("Save as a new view");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Name" })).toBeFocused();
  await page.keyboard.type("By keyboard");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/view=v_/);
  await expect(page.getByRole("link", { name: "By keyboard" })).toHaveAttribute("aria-current", "page");
  const grid = page.getByRole("grid");
  for (let at = 0; at < 60 && !(await grid.evaluate((one) => one === document.activeElement)); at += 1) {
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true);
  }
  await expect(grid).toBeFocused();
  await page.keyboard.press("p");
  const peek = page.getByRole("complementary", { name: "Peek" });
  await expect(peek.getByText(/e2e\/tiny:/).first()).toBeVisible();
  const first = await peek.locator("code").first().innerText();
  await page.keyboard.press("ArrowDown");
  await expect(peek.locator("code").first()).not.toHaveText(first);
  await expect(grid).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(peek).toBeHidden();
  await expect(grid).toBeFocused();
  expect(ids).toHaveLength(3);
  expect(faults).toEqual([]);
});

test("many models are tagged at once, and the table shows it", async ({ page, ids, faults }) => {
  await page.goto(`/?where=args.optimizer.lr+<+0.2&${COLUMNS}`);
  await page.locator("[role=row] a[title]").first().waitFor();
  await page.getByRole("grid").focus();
  for (let at = 0; at < ids.length; at += 1) {
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowDown");
  }
  await page.getByRole("button", { name: "Tag", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Tag 3 models" });
  await dialog.getByRole("textbox", { name: "Add tags" }).fill("swept");
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("3 models done")).toBeVisible();
  await dialog.getByRole("button", { name: "Close" }).last().click();
  for (const id of ids) await expect(page.getByRole("row", { name: new RegExp(id) })).toContainText("swept");
  expect(faults).toEqual([]);
});

test("a box drawn in a plot selects rows, and a selected row is told in the plot", async ({
  page,
  ids,
  faults,
}) => {
  await page.goto(`/?${COLUMNS}&plot=scatter,args.optimizer.lr,metrics.top1,!logx`);
  const over = page.locator(".plot .u-over");
  const box = (await over.boundingBox())!;
  await page.mouse.move(box.x + 2, box.y + 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, box.y + box.height - 2, { steps: 4 });
  await page.mouse.up();
  for (const id of ids) {
    await expect(page.getByRole("row", { name: new RegExp(id) })).toHaveAttribute("aria-selected", "true");
  }
  const plot = page.getByRole("group", { name: /Scatter/ });
  await plot.focus();
  await page.keyboard.press("Home");
  await expect(plot).toContainText("args.optimizer.lr 0.001");
  await page.keyboard.press("Space");
  await expect(page.getByRole("row", { name: new RegExp(ids[2]!) })).toHaveAttribute(
    "aria-selected",
    "false",
  );
  expect(faults).toEqual([]);
});
