/** The one journey: push in a terminal, see the row, filter it, open it, read its args, download the same bytes. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "./fixtures.ts";
import { BYTES, push } from "./pushed.ts";

test("what is pushed in a terminal is seen, filtered, opened, read and downloaded", async ({
  page,
  server,
  ids,
  faults,
}) => {
  await page.goto("/");
  await expect(page.getByRole("row", { name: new RegExp(ids[0]!) })).toContainText("Learning rate 0.1");
  const late = await push(server, 0.5);
  await page.reload();
  await expect(page.getByRole("row", { name: new RegExp(late) })).toBeVisible();

  await page
    .getByRole("combobox", { name: "Filter" })
    .fill("args.optimizer.lr < 0.1 and metrics.top1 > 70.005");
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 model", { exact: true })).toBeVisible();
  await expect(page).toHaveURL(/where=args\.optimizer\.lr/);
  await expect(page.getByRole("row", { name: new RegExp(late) })).toBeHidden();

  await page.getByRole("grid").focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/models/${ids[1]}$`));
  await page.getByRole("tab", { name: "Args" }).click();
  await expect(page.getByRole("row", { name: /^steps/ })).toContainText("1152921504606846977");
  await expect(page.getByRole("row", { name: /^decay/ })).toContainText("1.0");
  await expect(page.getByRole("row", { name: /^num_workers/ })).toContainText("ignored");

  await page.getByRole("tab", { name: "Files" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download model.bin" }).click(),
  ]);
  const hash = createHash("sha256")
    .update(readFileSync(await download.path()))
    .digest("hex");
  expect(hash).toBe(createHash("sha256").update(BYTES).digest("hex"));
  await expect(page.getByTitle(hash)).toBeVisible();
  await page.goBack();
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(/where=/);
  expect(faults).toEqual([]);
});

test("a model goes to the trash and comes back", async ({ page, server, faults }) => {
  const id = await push(server, 0.25);
  await page.goto(`/models/${id}`);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Move to trash…" }).click();
  await page.getByRole("textbox", { name: "Type the ID to go on" }).fill(id);
  await page.keyboard.press("Enter");
  await expect(page.getByText(`${id} is in the trash.`)).toBeVisible();
  await page.getByRole("link", { name: "Trash" }).click();
  await page.getByRole("button", { name: `Restore ${id}` }).click();
  await expect(page.getByText(`${id} is back.`)).toBeVisible();
  expect(faults).toEqual([]);
});

test("a change by another person is not overwritten", async ({ page, server, ids, faults }) => {
  const id = ids[2]!;
  await page.goto(`/models/${id}`);
  await page.getByRole("button", { name: "Rename" }).click();
  await server.cli("rename", id, "From the terminal");
  await page.getByRole("textbox", { name: "Title" }).fill("From the browser");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Notifications" })).toContainText(
    /changed|edited|meanwhile/i,
  );
  await page.keyboard.press("Escape");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("From the terminal");
  expect(faults).toEqual([]);
});

test("a hostile README does nothing and tells nobody", async ({ page, ids, faults }) => {
  await page.goto(`/models/${ids[0]}`);
  await expect(page.getByRole("heading", { name: "Seen in a browser" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Image: spy" })).toHaveAttribute("rel", /nofollow/);
  await page.waitForLoadState("networkidle");
  expect(await page.evaluate(() => Reflect.get(window, "__xss"))).toBeUndefined();
  expect(
    await page
      .locator(".markdown script, .markdown svg, .markdown iframe, .markdown form, .markdown [style]")
      .count(),
  ).toBe(0);
  expect(faults).toEqual([]);
});

test("the keyboard alone leads through the table and back, with the focus in sight", async ({
  page,
  ids,
  faults,
}) => {
  // Models of other journeys may stand above, and any two of these differ in their learning rate.
  await page.goto(`/?where=${encodeURIComponent('title contains "Learning rate"')}`);
  const grid = page.getByRole("grid");
  await expect(page.getByRole("row", { name: new RegExp(ids[0]!) })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  for (
    let at = 0;
    at < 30 && !(await grid.evaluate((element) => element === document.activeElement));
    at += 1
  ) {
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true);
  }
  await expect(grid).toBeFocused();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await expect(page.getByText("2 selected")).toBeVisible();
  await page.keyboard.press("c");
  await expect(page.getByRole("heading", { name: "Compare 2 models" })).toBeVisible();
  await expect(page.getByRole("row", { name: /^optimizer\.lr/ })).toContainText("changed");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Commands" })).toBeVisible();
  await page.keyboard.type("go to trash");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/trash$/);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(faults).toEqual([]);
});

test("composing Hangul searches for nothing before it is done", async ({ page, faults }) => {
  await page.goto("/trash");
  const search = page.getByRole("searchbox", { name: "Search models" });
  await search.focus();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Input.imeSetComposition", { text: "한", selectionStart: 1, selectionEnd: 1 });
  const press = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 229 };
  await cdp.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...press });
  await expect(page).toHaveURL(/\/trash$/);
  await cdp.send("Input.insertText", { text: "한국어" });
  await expect(search).toHaveValue("한국어");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/where=%22/);
  await expect(search).toHaveValue("한국어");
  expect(faults).toEqual([]);
});
