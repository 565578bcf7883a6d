/** The one journey: push in a terminal, see the row, filter it, open it, read its args, download the same bytes. */
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, prefer, test } from "./fixtures.ts";
import type { Server } from "./server.ts";

const README = [
  "# Seen in a browser",
  "<script>window.__xss = 1</script><img src=x onerror='window.__xss=1'>",
  "<svg onload='window.__xss=1'></svg> <p style='color:red' id='root'>text</p>",
  "![spy](https://spy.example/pixel.png) [x](javascript:window.__xss=1)",
  "<iframe srcdoc='<script>parent.__xss=1</script>'></iframe><form action='/api/v1/session'><input name=code></form>",
].join("\n\n");
const BYTES = randomBytes(300_000);
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const folders: string[] = [];
let ids: string[] = [];

async function push(server: Server, lr: number, more: string[] = []): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "modelbase-push-"));
  folders.push(folder);
  mkdirSync(join(folder, "weights"));
  writeFileSync(join(folder, "weights", "model.bin"), BYTES);
  writeFileSync(join(folder, "README.md"), README);
  const args = {
    dataset: "e2e",
    arch: "tiny",
    optimizer: { lr, betas: [0.9, 0.999] },
    steps: 90,
    num_workers: 4,
  };
  const file = join(folder, "args.json");
  writeFileSync(file, JSON.stringify(args).replace('"steps":90', '"steps":1152921504606846977,"decay":1.0'));
  const extra = ["--metric", `top1=${70 + lr}`, "--title", `Learning rate ${lr}`, "--tag", "e2e", ...more];
  await server.cli(
    "push",
    join(folder, "weights"),
    "--args",
    file,
    "--readme",
    join(folder, "README.md"),
    ...extra,
  );
  return (await server.cli("id", "--args", file)).trim().split(/\s/)[0]!;
}

test.beforeAll(async ({ server }) => {
  ids = [
    await push(server, 0.1),
    await push(server, 0.01),
    await push(server, 0.001, ["--label", "epoch-90"]),
  ];
});

test.afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

test("what is pushed in a terminal is seen, filtered, opened, read and downloaded", async ({
  page,
  server,
  faults,
}) => {
  await page.goto("/");
  await expect(page.getByRole("row", { name: new RegExp(ids[0]!) })).toContainText("Learning rate 0.1");
  const late = await push(server, 0.5);
  await page.reload();
  await expect(page.getByRole("row", { name: new RegExp(late) })).toBeVisible();

  await page
    .getByRole("textbox", { name: "Filter" })
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
  await page.getByRole("button", { name: "Move to trash" }).click();
  await page.getByRole("textbox", { name: "Type the ID to go on" }).fill(id);
  await page.keyboard.press("Enter");
  await expect(page.getByText(`${id} is in the trash.`)).toBeVisible();
  await page.getByRole("link", { name: "Trash" }).click();
  await page.getByRole("button", { name: `Restore ${id}` }).click();
  await expect(page.getByText(`${id} is back.`)).toBeVisible();
  expect(faults).toEqual([]);
});

test("a change by somebody else is not overwritten", async ({ page, server, faults }) => {
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

test("a hostile README does nothing and tells nobody", async ({ page, faults }) => {
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
  faults,
}) => {
  await page.goto("/");
  const grid = page.getByRole("grid");
  await expect(page.getByRole("row", { name: new RegExp(ids[0]!) })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  for (
    let at = 0;
    at < 20 && !(await grid.evaluate((element) => element === document.activeElement));
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
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page).toHaveURL(/\/trash$/);
  await search.fill("한국어");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/where=id\+contains/);
  await expect(search).toHaveValue("한국어");
  expect(faults).toEqual([]);
});

const PLACES: { name: string; path: () => string; ready: (page: Page) => Promise<void> }[] = [
  { name: "models", path: () => "/", ready: (page) => seen(page, `[role=row] a[title="${ids[0]}"]`) },
  {
    name: "models, wrong filter",
    path: () => "/?where=args.lr+<+and",
    ready: (page) => seen(page, "[role=alert]"),
  },
  { name: "models, nothing", path: () => '/?where=title+=+"no"', ready: (page) => seen(page, "main h2") },
  ...["readme", "args", "metrics", "files", "checkpoints", "use"].map((tab) => ({
    name: `model, ${tab}`,
    path: () => `/models/${ids[0]}?tab=${tab}`,
    ready: (page: Page) => seen(page, "[role=tabpanel] :is(.markdown, table, [role=treegrid], pre)"),
  })),
  {
    name: "model, deleting",
    path: () => `/models/${ids[0]}`,
    ready: (page) => press(page, "main header button:last-child", "alertdialog"),
  },
  { name: "palette", path: () => "/trash", ready: (page) => press(page, "header button >> nth=0", "dialog") },
  {
    name: "account menu",
    path: () => "/trash",
    ready: (page) => press(page, "header button[aria-haspopup=menu]", "menu"),
  },
  {
    name: "columns",
    path: () => "/",
    ready: (page) => press(page, "main button[aria-haspopup=dialog]", "dialog"),
  },
  {
    name: "compare",
    path: () => `/diff?id=${ids[0]}&id=${ids[1]}`,
    ready: (page) => seen(page, ".diff-table"),
  },
  { name: "trash", path: () => "/trash", ready: (page) => seen(page, "main :is(table, h2)") },
  { name: "account", path: () => "/account", ready: (page) => seen(page, "main table") },
  { name: "nowhere", path: () => "/nowhere", ready: (page) => seen(page, "main h2") },
];

async function seen(page: Page, selector: string): Promise<void> {
  await page.locator(selector).first().waitFor();
}

async function press(page: Page, selector: string, role: "dialog" | "alertdialog" | "menu"): Promise<void> {
  await page.locator(selector).first().click();
  await page.getByRole(role).first().waitFor();
}

async function axe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 200)}`));
}

for (const language of ["en", "ko"] as const) {
  for (const theme of ["light", "dark"] as const) {
    test(`axe finds nothing, ${language}, ${theme}`, async ({ page, faults }) => {
      await prefer(page, language, theme);
      for (const place of PLACES) {
        await test.step(place.name, async () => {
          await page.goto(place.path());
          await place.ready(page);
          expect.soft(await axe(page), place.name).toEqual([]);
        });
      }
      expect(faults).toEqual([]);
    });
  }
}

test("axe finds nothing on the sign-in page", async ({ browser, server }) => {
  const context = await browser.newContext({ storageState: undefined });
  const page = await context.newPage();
  await page.goto(`${server.url}/models/${ids[0]}`);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.goto(`${server.url}/sign-in#code=used`);
  await page.reload();
  await expect(page.getByText("modelbase open", { exact: true })).toBeVisible();
  await context.close();
});

for (const [name, width, height] of [
  ["a phone", 320, 640],
  ["200 % zoom", 640, 400],
] as const) {
  test(`nothing is lost on ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    for (const place of PLACES.slice(0, 9)) {
      await page.goto(place.path());
      await place.ready(page);
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect.soft(over, place.name).toBe(0);
    }
  });
}
