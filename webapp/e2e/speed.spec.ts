/**
 * What the table may cost, on 100,000 made-up models with 512 keys, 50 columns shown and two pinned: main-thread time,
 * elements, and a jump that never shows an empty screen. `npm run perf` prints all goals; these gate. Two cores with
 * thirty processes on them count a thread's time twice as long, and now and then four times: hence the margin, and the
 * best of some rounds.
 */
import { fakeModels, wideTable } from "../perf/fake.ts";
import { GOALS } from "../perf/goals.ts";
import { elements, firstRow, frames, jump, probe, wheelCost } from "../perf/probe.ts";
import { expect, test } from "./fixtures.ts";

const MARGIN = 2.5;

test.setTimeout(300_000);
// A trace takes a picture of the whole document at every step, on the very thread that is measured.
test.use({ trace: "off" });
const ROUNDS = 3;

test("scrolling costs no more than its goal", async ({ page }) => {
  await fakeModels(page);
  await page.goto(wideTable(50));
  await firstRow(page);
  await frames(page, 30);
  const session = await probe(page);
  const costs: Record<"down" | "sideways", number[]> = { down: [], sideways: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    costs.down.push((await wheelCost(page, session, "down", 20)).cpu);
    costs.sideways.push((await wheelCost(page, session, "sideways", 10)).cpu);
    await page.getByRole("grid").evaluate((grid) => grid.scrollTo({ left: 0 }));
  }
  console.log(`down ${costs.down.join(" ")}, sideways ${costs.sideways.join(" ")}`);
  expect(Math.min(...costs.down)).toBeLessThan(GOALS.down * MARGIN);
  expect(Math.min(...costs.sideways)).toBeLessThan(GOALS.sideways * MARGIN);
  expect(await elements(page)).toBeLessThan(GOALS.elements);
});

test("a jump never shows an empty screen, and leads to the rows that the bar shows", async ({ page }) => {
  await fakeModels(page);
  await page.goto(wideTable(50));
  await firstRow(page);
  for (const part of [0.5, 0.05, 1, 0.33, 0]) {
    expect((await jump(page, part)).blank).toBe(false);
  }
});

test("a million rows are reached by the scroll bar and by keys", async ({ page }) => {
  await fakeModels(page, 1_000_000);
  await page.goto("/");
  await firstRow(page);
  const grid = page.getByRole("grid");
  await expect(grid).toHaveAttribute("aria-rowcount", "1000001");
  await jump(page, 0.5);
  const middle = await page.locator("[data-row]").nth(10).getAttribute("data-row");
  expect(Math.abs(Number(middle) - 500_000)).toBeLessThan(100);
  await grid.focus();
  await page.keyboard.press("Control+End");
  await expect(page.locator('[data-row="999999"]')).toBeInViewport();
  await page.keyboard.press("ArrowUp");
  await expect(page.locator('[data-row="999998"]')).toBeInViewport();
  await page.keyboard.press("Control+Home");
  await expect(page.locator('[data-row="0"]')).toBeInViewport();
  expect(await elements(page)).toBeLessThan(GOALS.elements);
});
