/** Finding models: conditions, columns from all keys, new keys, keys alone, and Hangul that fires nothing. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import type { Server } from "./server.ts";

async function push(
  server: Server,
  one: { name: string; dataset: string; args: object; top1: number },
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "modelbase-recipe-"));
  try {
    const [args, file] = [join(folder, "args.json"), join(folder, "model.bin")];
    writeFileSync(args, JSON.stringify(one.args));
    writeFileSync(file, one.name);
    const named = ["--dataset", one.dataset, "--arch", "net", "--title", one.name];
    await server.cli("push", file, "--args", args, ...named, "--metric", `top1=${one.top1}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function openPanel(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Columns/ }).click();
  await expect(page.getByRole("treeitem", { name: /Title/ })).toBeVisible();
}

test("a key that appears with a new push shows as a badge, not as a column", async ({
  page,
  server,
  ids,
  faults,
}) => {
  await page.goto("/?columns=title,owner");
  await expect(page.getByRole("row", { name: new RegExp(ids[0]!) })).toBeVisible();
  await expect
    .poll(() => page.evaluate(() => window.localStorage.getItem("modelbase.keys.seen")))
    .not.toBeNull();
  await push(server, { name: "new key", dataset: "e2e", args: { never_seen_before: 7 }, top1: 1 });
  await page.reload();
  const button = page.getByRole("button", { name: /^Columns/ });
  await expect(button).toContainText(/\d+ new/);
  await expect(page).toHaveURL(/columns=title,owner$/);
  await expect(page.getByRole("columnheader", { name: /never_seen_before/ })).toHaveCount(0);
  await openPanel(page);
  await page.getByRole("radio", { name: /^New/ }).check({ force: true });
  await expect(page.getByRole("treeitem", { name: /never_seen_before/ })).toHaveAttribute(
    "aria-checked",
    "false",
  );
  await page.getByRole("treeitem", { name: /never_seen_before/ }).click();
  await expect(page.getByRole("columnheader", { name: /never_seen_before/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(button).toBeFocused();
  await expect(button).not.toContainText("new");
  expect(faults).toEqual([]);
});

test("by keys alone: a condition, a column, its place, and back", async ({ page, ids, faults }) => {
  await page.goto("/?columns=title,size,owner");
  await expect(page.getByRole("row", { name: new RegExp(ids[0]!) })).toBeVisible();
  const filter = page.getByRole("combobox", { name: "Filter" });
  await filter.focus();
  await page.keyboard.type("optimizer.lr");
  await expect(page.getByRole("option", { name: /optimizer\.lr/ }).first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Value" })).toBeFocused();
  await page.keyboard.type("0.01");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/where=args\.optimizer\.lr\+=\+0\.01/);
  await expect(page.getByText("1 model", { exact: true })).toBeVisible();
  await expect(filter).toBeFocused();
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Delete");
  await expect(page).not.toHaveURL(/where=/);
  await expect(filter).toBeFocused();

  await page.getByRole("button", { name: /^Columns/ }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("searchbox", { name: "Find a key" })).toBeFocused();
  await page.getByRole("radio", { name: /^All/ }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("button", { name: "Hide size" })).toBeVisible();
  // Tab leads into the list, and inside a row to what it holds.
  await page.keyboard.press("Tab");
  const list = page.getByRole("grid", { name: "Shown columns in their order" });
  await expect(list.getByRole("row", { name: "Title" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Move size" })).toBeFocused();
  await page.keyboard.press("Enter");
  // The kit names each place that it could be put to.
  const place = (): Promise<string> =>
    page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");
  await expect.poll(place).toMatch(/^Insert/);
  for (let at = 0; at < 8 && !/before title/i.test(await place()); at += 1)
    await page.keyboard.press("ArrowUp");
  expect(await place()).toMatch(/before title/i);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/columns=size,title,owner/);
  await page.getByRole("searchbox", { name: "Find a key" }).focus();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: /^Columns/ })).toBeFocused();
  expect(faults).toEqual([]);
});

test("a word of the args finds models, beside a condition and as a chip", async ({
  page,
  server,
  faults,
}) => {
  const args = { augment: { type: "CutOutExtra" }, paths: ["/data/Wörter/train"] };
  await push(server, { name: "searched", dataset: "words", args, top1: 1 });
  await push(server, { name: "other", dataset: "words", args: { augment: { type: "none" } }, top1: 2 });
  await page.goto('/?where=dataset="words"&columns=title');
  const rows = page.getByRole("row", { name: /words\/net/ });
  await expect(rows).toHaveCount(2);
  const search = page.getByRole("searchbox", { name: "Search models" });
  await search.fill("cutout");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("searched");
  await expect(page).toHaveURL(/where=%22cutout%22\+and\+dataset/);
  const filter = page.getByRole("combobox", { name: "Filter" });
  await filter.fill('not "WÖRTER/"');
  await filter.press("Enter");
  await expect(page.getByRole("button", { name: /“WÖRTER\/” nowhere/ })).toBeVisible();
  await expect(page.getByText("No model matches")).toBeVisible();
  await page.getByRole("button", { name: 'Remove the condition not "WÖRTER/"' }).click();
  await expect(rows).toHaveCount(1);
  await page.reload();
  await expect(search).toHaveValue("cutout");
  expect(faults).toEqual([]);
});

test("composing Hangul fires nothing in search, filter and panel", async ({ page, ids, faults }) => {
  await page.goto("/?columns=title");
  await expect(page.getByRole("row", { name: new RegExp(ids[0]!) })).toBeVisible();
  await openPanel(page);
  const before = page.url();
  const cdp = await page.context().newCDPSession(page);
  const press = async (key: string): Promise<void> => {
    const event = { key, code: key, windowsVirtualKeyCode: 229 };
    await cdp.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...event });
    await cdp.send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  };
  for (const [role, name] of [
    ["searchbox", "Find a key"],
    ["combobox", "Filter"],
    ["searchbox", "Search models"],
  ] as const) {
    const input = page.getByRole(role, { name });
    await input.focus();
    await cdp.send("Input.imeSetComposition", { text: "하", selectionStart: 1, selectionEnd: 1 });
    await press("Enter");
    await press("Escape");
    await cdp.send("Input.imeSetComposition", { text: "한", selectionStart: 1, selectionEnd: 1 });
    await press("ArrowDown");
    await expect(input).toHaveValue("한");
    await expect(input).toBeFocused();
    expect(page.url()).toBe(before);
    await expect(page.getByRole("region", { name: "Columns" })).toBeVisible();
    await cdp.send("Input.insertText", { text: "한" });
    await expect(input).toHaveValue("한");
    if (name !== "Search models") await input.fill("");
  }
  await expect(page).toHaveURL(/where=%22/);
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(before);
  expect(faults).toEqual([]);
});
