/** The columns of the table by keyboard alone: sort, size, move, pin, hide; menus and panels pass axe. */
import type { Page } from "@playwright/test";
import { axe } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

/** Take an entry of the menu by keys alone; then the focus is back in the table, unless something opened. */
async function choose(page: Page, name: string, then = () => onGrid(page)): Promise<void> {
  await page.keyboard.press("Shift+F10");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  for (let at = 0; at < 30; at += 1) {
    if ((await page.evaluate(() => document.activeElement?.textContent))?.startsWith(name)) break;
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menu")).toBeHidden();
  await then();
}

async function onGrid(page: Page): Promise<void> {
  await expect(page.getByRole("grid")).toBeFocused();
}

test("a column is sorted, sized, moved, pinned and hidden without a mouse", async ({ page, ids, faults }) => {
  await page.goto("/?columns=title,args.optimizer.lr,metrics.top1");
  await expect(page.getByRole("row", { name: new RegExp(ids[0]!) })).toBeVisible();
  const grid = page.getByRole("grid");
  await grid.focus();
  for (const key of ["ArrowUp", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);

  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/sort=-args\.optimizer\.lr/);
  await expect(page.getByRole("columnheader", { name: /lr/ })).toHaveAttribute("aria-sort", "descending");

  await page.keyboard.press("Alt+ArrowRight");
  await expect(page).toHaveURL(/widths=!2:146/);
  await page.keyboard.press("Alt+Shift+ArrowLeft");
  await expect(page).toHaveURL(/columns=args\.optimizer\.lr,title,metrics\.top1/);
  await expect(page.getByText("args.optimizer.lr is column 1 of 3")).toBeAttached();
  await expect(page).toHaveURL(/widths=!1:146/);

  await page.keyboard.press("Shift+F10");
  await expect(page.getByRole("menu")).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(grid).toBeFocused();

  await choose(page, "Pin to the left");
  await expect(page).toHaveURL(/pinned=!1/);
  await choose(page, "Usual width");
  await expect(page).not.toHaveURL(/widths/);
  await choose(page, "Hide");
  await expect(page).toHaveURL(/columns=title,metrics\.top1/);
  await page.goBack();
  await expect(page).toHaveURL(/columns=args\.optimizer\.lr,title/);
  expect(faults).toEqual([]);
});

test("a column's statistics filter by a value, and a cell excludes its own", async ({
  page,
  ids,
  faults,
}) => {
  await page.goto("/?columns=title,args.optimizer.lr");
  await expect(page.getByRole("row", { name: new RegExp(ids[0]!) })).toBeVisible();
  await page.getByRole("grid").focus();
  for (const key of ["ArrowUp", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: "Statistics" }).click();
  const panel = page.getByRole("dialog", { name: /Statistics/ });
  await expect(panel.getByText("number")).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await panel.getByRole("button", { name: /^0\.1 / }).click();
  await expect(page).toHaveURL(/where=args\.optimizer\.lr\+=\+0\.1/);

  await page.getByRole("gridcell", { name: "0.1", exact: true }).first().click({ button: "right" });
  await page.getByRole("menuitem", { name: "Exclude this value" }).click();
  await expect(page).toHaveURL(/not\+args\.optimizer\.lr/);
  expect(faults).toEqual([]);
});

test("all rows are selected as one, and a few by a range", async ({ page, ids }) => {
  await page.goto("/");
  await expect(page.getByRole("row", { name: new RegExp(ids[0]!) })).toBeVisible();
  await page.getByRole("grid").focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(page.getByText("2 selected")).toBeVisible();
  await page.keyboard.press("Control+a");
  await expect(page.getByText(/^[3-9]\d* selected$/)).toBeVisible();
  await page.keyboard.press("Space");
  await expect(page.getByText("2 selected").or(page.getByText(/^\d+ selected$/))).toBeVisible();
});

test("a heading's menu begins a condition of its column, and the focus comes back", async ({
  page,
  ids,
  faults,
}) => {
  await page.goto("/?columns=title,args.optimizer.lr,tags");
  await expect(page.getByRole("row", { name: new RegExp(ids[0]!) })).toBeVisible();
  const grid = page.getByRole("grid");
  const editor = page.getByRole("dialog", { name: "Condition" });
  await grid.focus();
  for (const key of ["ArrowUp", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  await choose(page, "Filter by this column", () => expect(editor).toBeVisible());
  await expect(editor.getByRole("combobox", { name: "Key" })).toHaveValue("optimizer.lr");
  await expect(editor.getByRole("combobox", { name: "Value" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(editor).toBeHidden();
  await expect(grid).toBeFocused();
  await choose(page, "Filter by this column", () => expect(editor).toBeVisible());
  await expect(editor.getByRole("combobox", { name: "Value" })).toBeFocused();
  await page.keyboard.type("0.01");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/where=args\.optimizer\.lr\+=\+0\.01/);
  await expect(grid).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("columnheader", { name: "Tags" })).toHaveAttribute("data-active", "true");

  // By the pointer, of a column that holds a list, while the filter is shown as text.
  await page.getByRole("button", { name: "Edit the filter as text" }).click();
  await page.getByRole("columnheader", { name: "Tags" }).click({ button: "right" });
  await page.getByRole("menuitem", { name: "Filter by this column…" }).click();
  await expect(editor.getByRole("combobox", { name: "Comparison" })).toBeVisible();
  await editor.getByRole("option", { name: /^e2e/ }).click();
  await editor.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/tags\+/);
  await expect(page.getByText("1 model", { exact: true })).toBeVisible();
  expect(faults).toEqual([]);
});
