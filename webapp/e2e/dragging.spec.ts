/** The columns of the table by the pointer: order, width, pins and groups; and the address alone brings the same grid back. */
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

const ARGS = ["args.optimizer.lr", "args.optimizer.betas", "args.decay"];
const ADDRESS = `/?columns=title,${ARGS.join(",")},metrics.top1`;

interface Shape {
  headings: { key: string; left: number; width: number }[];
  rows: string[];
}

/** What is seen of the grid: each heading with its place and width, and the text of the rows. */
async function shapeOf(page: Page): Promise<Shape> {
  await page.locator("[role=row] a[title]").first().waitFor();
  return await page.getByRole("grid").evaluate((grid) => {
    const left = grid.getBoundingClientRect().left;
    const headings = [...grid.querySelectorAll<HTMLElement>("[role=columnheader][title]")].map((one) => {
      const box = one.getBoundingClientRect();
      return { key: one.title, left: Math.round(box.left - left), width: Math.round(box.width) };
    });
    const rows = [...grid.querySelectorAll<HTMLElement>("[data-row]:not([data-row='-1'])")];
    return {
      headings: headings.toSorted((one, other) => one.left - other.left),
      rows: rows.map((row) => row.innerText),
    };
  });
}

async function order(page: Page): Promise<string[]> {
  return (await shapeOf(page)).headings.map((one) => one.key);
}

function heading(page: Page, key: string): Locator {
  return page.locator(`[role=columnheader][title="${key}"]`);
}

/** Press on something, go to a place in some steps, and hold. */
async function drag(page: Page, from: Locator, to: { x: number; y: number }, grip = 0.3): Promise<void> {
  const box = (await from.boundingBox())!;
  await page.mouse.move(box.x + box.width * grip, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 8 });
}

/** A place on a heading, from its left edge (0) to its right (1). */
async function on(page: Page, key: string, part: number): Promise<{ x: number; y: number }> {
  const box = (await heading(page, key).boundingBox())!;
  return { x: box.x + box.width * part, y: box.y + box.height / 2 };
}

/** A number once it has stayed the same for some looks. */
async function still(look: () => Promise<number>): Promise<number> {
  const seen: number[] = [];
  await expect
    .poll(async () => {
      seen.push(await look());
      return new Set(seen.slice(-3)).size + Math.max(0, 3 - seen.length);
    })
    .toBe(1);
  return seen.at(-1)!;
}

test.beforeEach(async ({ page, ids }) => {
  await page.goto(ADDRESS);
  await expect(page.getByRole("row", { name: new RegExp(ids[0]!) })).toBeVisible();
});

test("a heading that is dragged moves its column, and a click after it sorts as ever", async ({
  page,
  faults,
}) => {
  await drag(page, heading(page, "metrics.top1"), await on(page, "title", 0.2));
  await expect(page.locator(".grid-line")).toBeVisible();
  await expect(heading(page, "metrics.top1")).toHaveAttribute("data-dragged", "true");
  await page.mouse.up();
  await expect(page).toHaveURL(/columns=metrics\.top1,title,/);
  await expect(page).not.toHaveURL(/sort=/);
  await expect.poll(() => order(page)).toEqual(["id", "metrics.top1", "title", ...ARGS]);
  await heading(page, "metrics.top1").click();
  await expect(page).toHaveURL(/sort=-metrics\.top1/);
  await page.goBack();
  await page.goBack();
  await expect.poll(() => order(page)).toEqual(["id", "title", ...ARGS, "metrics.top1"]);
  expect(faults).toEqual([]);
});

test("an edge that is dragged sizes its column, Escape gives it up, two clicks fit it", async ({
  page,
  faults,
}) => {
  const width = async (): Promise<number> => (await heading(page, "title").boundingBox())!.width;
  const edge = heading(page, "title").locator("[data-edge]");
  const before = await width();
  const place = await on(page, "title", 1);
  await drag(page, edge, { x: place.x + 80, y: place.y }, 0.5);
  await expect.poll(width).toBeGreaterThan(before + 70);
  await page.keyboard.press("Escape");
  await expect.poll(width).toBe(before);
  await page.mouse.up();
  await expect(page).not.toHaveURL(/widths=/);

  await drag(page, edge, { x: place.x + 80, y: place.y }, 0.5);
  await page.mouse.up();
  await expect(page).toHaveURL(/widths=/);
  await expect.poll(async () => Math.abs((await width()) - before - 80)).toBeLessThan(6);
  await expect.poll(() => order(page)).toEqual(["id", "title", ...ARGS, "metrics.top1"]);

  // Two clicks fit it, from too wide and from too narrow: nothing of it is cut then, and no more room is left.
  const names = page.locator("[data-row]:not([data-row='-1']) [data-column='2']");
  const fitted: number[] = [];
  for (const by of [60, -180]) {
    const end = await on(page, "title", 1);
    const start = await width();
    await drag(page, edge, { x: end.x + by, y: end.y }, 0.5);
    await page.mouse.up();
    await expect.poll(async () => Math.sign((await width()) - start)).toBe(Math.sign(by));
    const dragged = await still(width);
    await edge.dblclick();
    await expect.poll(width).not.toBe(dragged);
    fitted.push(await still(width));
    const cut = await names.evaluateAll((all) => all.some((one) => one.scrollWidth > one.clientWidth));
    expect(cut).toBe(false);
  }
  expect(fitted[0]).toBe(fitted[1]);
  expect(fitted[0]).toBeLessThan(before);
  await expect(page).not.toHaveURL(/sort=/);
  expect(faults).toEqual([]);
});

test("a column dragged to those that stay is pinned, and let go again", async ({ page, faults }) => {
  await drag(page, heading(page, "args.decay"), await on(page, "id", 0.7));
  await page.mouse.up();
  await expect(page).toHaveURL(/pinned=!1/);
  await expect
    .poll(() => order(page))
    .toEqual(["id", "args.decay", "title", ...ARGS.slice(0, 2), "metrics.top1"]);
  await page.setViewportSize({ width: 800, height: 700 });
  const edge = async (): Promise<number> => (await heading(page, "args.decay").boundingBox())!.x;
  const left = await still(edge);
  await page.getByRole("grid").evaluate((grid) => grid.scrollTo({ left: 400 }));
  await expect.poll(edge).toBe(left);
  await page.getByRole("grid").evaluate((grid) => grid.scrollTo({ left: 0 }));
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(page.locator(".data-table[data-moving]")).toHaveCount(0);

  await drag(page, heading(page, "args.decay"), await on(page, "metrics.top1", 0.8));
  await page.mouse.up();
  await expect(page).not.toHaveURL(/pinned=/);
  await expect
    .poll(() => order(page))
    .toEqual(["id", "title", ...ARGS.slice(0, 2), "metrics.top1", "args.decay"]);
  expect(faults).toEqual([]);
});

test("a group that is dragged by its name moves as one", async ({ page, faults }) => {
  const group = page.locator('[data-group="args.optimizer.lr"]');
  await expect(group).toHaveText("args.optimizer");
  await drag(page, group, await on(page, "metrics.top1", 0.9), 0.1);
  await page.mouse.up();
  await expect(page).toHaveURL(/columns=title,args\.decay,metrics\.top1,args\.optimizer\.lr,args\.optimizer/);
  await expect
    .poll(() => order(page))
    .toEqual(["id", "title", "args.decay", "metrics.top1", ...ARGS.slice(0, 2)]);
  await expect(page.getByText("args.optimizer is column 4 of 5")).toBeAttached();
  expect(faults).toEqual([]);
});

test("what was dragged together is the same grid in a fresh page, by its address alone", async ({
  page,
  browser,
  signedIn,
  faults,
}) => {
  await drag(page, heading(page, "args.decay"), await on(page, "id", 0.7));
  await page.mouse.up();
  await expect(page).toHaveURL(/pinned=/);
  const place = await on(page, "title", 1);
  await drag(page, heading(page, "title").locator("[data-edge]"), { x: place.x - 60, y: place.y }, 0.5);
  await page.mouse.up();
  await expect(page).toHaveURL(/widths=/);
  await drag(page, heading(page, "metrics.top1"), await on(page, "title", 0.2));
  await page.mouse.up();
  await expect(page).toHaveURL(/metrics\.top1,title/);
  await heading(page, "metrics.top1").click();
  await expect(page).toHaveURL(/sort=/);
  await expect(page.getByRole("grid")).toHaveAttribute("aria-busy", "false");
  const here = await shapeOf(page);

  const context = await browser.newContext({ storageState: signedIn });
  const fresh = await context.newPage();
  await fresh.goto(page.url());
  await expect.poll(() => shapeOf(fresh)).toEqual(here);
  expect(here.headings.map((one) => one.key).slice(0, 4)).toEqual([
    "id",
    "args.decay",
    "metrics.top1",
    "title",
  ]);
  await context.close();
  expect(faults).toEqual([]);
});
