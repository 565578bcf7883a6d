/** Every screen, in both languages and themes, by axe; and nothing lost on a narrow one. */
import type { Page } from "@playwright/test";
import { axe, recolour } from "./axe.ts";
import { expect, prefer, test } from "./fixtures.ts";
import { PLACES } from "./places.ts";

// Each place is looked at by all rules in one theme, then by those that see colours in the other.
for (const [language, theme, other] of [
  ["en", "light", "dark"],
  ["ko", "dark", "light"],
] as const) {
  test(`axe finds nothing, ${language}, ${theme} and ${other}`, async ({ page, ids, faults }) => {
    // Each place takes a second or two, on a busy machine ten.
    test.setTimeout(PLACES.length * 20_000);
    await prefer(page, language, theme);
    for (const place of PLACES) {
      await test.step(place.name, async () => {
        await page.goto(place.path(ids));
        await place.ready(page);
        expect.soft(await axe(page), place.name).toEqual([]);
        await recolour(page, other);
        expect.soft(await axe(page, "colours"), `${place.name}, ${other}`).toEqual([]);
      });
    }
    expect(faults).toEqual([]);
  });
}

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
  test.use({ viewport: { width: 320, height: 640 } });

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

for (const [name, width, height, deviceScaleFactor] of [
  ["a phone", 320, 640, 1],
  ["200 % zoom", 640, 400, 2],
] as const) {
  test.describe(name, () => {
    test.use({ viewport: { width, height }, deviceScaleFactor });

    test(`nothing is lost on ${name}`, async ({ page, ids }) => {
      test.setTimeout(PLACES.length * 15_000);
      for (const place of PLACES) {
        await test.step(place.name, async () => {
          await page.goto(place.path(ids));
          await place.ready(page);
          expect.soft(await tooWide(page), place.name).toBe(0);
          expect.soft(await cutOff(page), place.name).toEqual([]);
        });
      }
    });
  });
}
