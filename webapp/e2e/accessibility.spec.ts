/** Every screen, in both languages and themes, by axe; and nothing lost on a narrow one. */
import type { Page } from "@playwright/test";
import { axe, axeInBoth } from "./axe.ts";
import { expect, prefer, test } from "./fixtures.ts";
import { PLACES, type Place } from "./places.ts";

const PHONE = { width: 320, height: 640 };
const ZOOMED = { width: 640, height: 400 }; // 200 % of 1280 by 800
const WIDE = { width: 1440, height: 900 };
const OVERLAYS = "[role=dialog], [role=alertdialog], [role=menu], [role=listbox]";

test("axe finds nothing on the sign-in page", async ({ browser, server, ids }) => {
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

/** By how many pixels the page, or what lies over it, is wider than the screen. */
async function tooWide(page: Page): Promise<number> {
  return await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const over = [...document.querySelectorAll("[role=dialog], [role=alertdialog], [role=menu]")].map(
      (one) => {
        const { left, right } = one.getBoundingClientRect();
        return Math.max(-left, right - window.innerWidth, one.scrollWidth - one.clientWidth);
      },
    );
    return Math.round(Math.max(scrollWidth - clientWidth, 0, ...over));
  });
}

test.describe("an ID on a phone", () => {
  test.use({ viewport: PHONE });

  for (const [table, path] of [
    ["models", "/"],
    ["families", "/?fold=family"],
  ] as const) {
    test(`all of its digest is in sight in the table of ${table}`, async ({ page, ids }) => {
      expect(ids).toHaveLength(3);
      await page.goto(path);
      const link = page.locator("[role=row] .grid-link, [role=row] button[aria-expanded] + span").first();
      await link.waitFor();
      const beyond = await link.evaluate((one) => {
        const grid = one.closest("[role=grid]")!;
        const digest = one.lastElementChild!;
        const end = grid.getBoundingClientRect().left + grid.clientLeft + grid.clientWidth;
        const cut = digest.scrollWidth - digest.clientWidth;
        return { outside: digest.getBoundingClientRect().right > end, cut };
      });
      expect(beyond).toEqual({ outside: false, cut: 0 });
    });
  }
});

/** What a dialog cuts off at the bottom without a way to scroll to it. */
async function cutOff(page: Page): Promise<string[]> {
  return await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("[role=dialog] :is(dl, ul, form, section)")]
      .filter(
        (one) => getComputedStyle(one).overflowY === "hidden" && one.scrollHeight > one.clientHeight + 2,
      )
      .map((one) => one.outerHTML.slice(0, 120)),
  );
}

/** Go to a place and wait for what it shows; return how many overlays are open. */
async function open(page: Page, place: Place, ids: string[]): Promise<number> {
  await page.goto(place.path(ids));
  await place.ready(page);
  return await page.locator(OVERLAYS).count();
}

/** Give the page another size; what was closed by that is opened again. */
async function resize(page: Page, place: Place, ids: string[], to: typeof WIDE, overlays: number) {
  await page.setViewportSize(to);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return (await page.locator(OVERLAYS).count()) === overlays ? overlays : await open(page, place, ids);
}

/** Nothing of a place is out of sight. */
async function nothingLost(page: Page, name: string): Promise<void> {
  expect.soft(await tooWide(page), name).toBe(0);
  expect.soft(await cutOff(page), name).toEqual([]);
}

// To open a place takes longer than to look at it: each is opened once, on a phone, and then becomes wider.
test("on a phone and at 200 % nothing is lost, wide axe finds nothing: en, light and dark", async ({
  page,
  ids,
  faults,
}) => {
  // Each place takes a second or two, on a busy machine ten.
  test.setTimeout(PLACES.length * 30_000);
  await prefer(page, "en", "light");
  for (const place of PLACES) {
    await test.step(place.name, async () => {
      await page.setViewportSize(PHONE);
      let overlays = await open(page, place, ids);
      await nothingLost(page, `${place.name} on a phone`);
      overlays = await resize(page, place, ids, ZOOMED, overlays);
      await nothingLost(page, `${place.name} at 200 %`);
      await resize(page, place, ids, WIDE, overlays);
      expect.soft(await axeInBoth(page, "dark"), place.name).toEqual([]);
    });
  }
  expect(faults).toEqual([]);
});

test("axe finds nothing: ko, dark and light", async ({ page, ids, faults }) => {
  test.setTimeout(PLACES.length * 20_000);
  await prefer(page, "ko", "dark");
  for (const place of PLACES) {
    await test.step(place.name, async () => {
      await open(page, place, ids);
      expect.soft(await axeInBoth(page, "light"), place.name).toEqual([]);
    });
  }
  expect(faults).toEqual([]);
});
