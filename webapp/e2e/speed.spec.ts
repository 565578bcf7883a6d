/**
 * What the table may cost, on 100,000 made-up models with 512 keys, 50 columns shown and two pinned: main-thread time,
 * elements, and a jump that never shows an empty screen. `npm run perf` prints all goals; these gate. A busy machine
 * counts a thread's time two to four times as long, so scrolling is held against a fixed piece of drawing that is
 * measured in between, on the same page: both are slow there, and their ratio stays.
 */
import { DIFFS, diffCosts } from "../perf/diffCost.ts";
import { fakeModels, wideTable } from "../perf/fake.ts";
import { GOALS } from "../perf/goals.ts";
import { calibrate, elements, firstRow, frames, jump, median, probe, wheelCost } from "../perf/probe.ts";
import { answers, firstRowWait } from "../perf/waits.ts";
import { expect, test } from "./fixtures.ts";

/** Frames of the fixed drawing that a step may cost. At loads of 5 to 20 it was 1.2 to 1.6 of both. */
const FRAMES = 2;
/** Frames of it that drawing a large comparison may cost. */
const DIFF_FRAMES = 30;

test.setTimeout(300_000);
// A trace takes a picture of the whole document at every step, on the very thread that is measured.
test.use({ trace: "off" });
const ROUNDS = 4;

test("scrolling costs no more than its goal", async ({ page }) => {
  await fakeModels(page);
  await page.goto(wideTable(50));
  await firstRow(page);
  await frames(page, 30);
  const session = await probe(page);
  const rounds: { down: number; sideways: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = await calibrate(page, session);
    const down = (await wheelCost(page, session, "down", 20)).cpu;
    const sideways = (await wheelCost(page, session, "sideways", 10)).cpu;
    await page.getByRole("grid").evaluate((grid) => grid.scrollTo({ left: 0 }));
    const fixed = (before + (await calibrate(page, session))) / 2;
    console.log([fixed, down, sideways].map((ms) => `${ms.toFixed(1)} ms`).join(", "));
    rounds.push({ down: down / fixed, sideways: sideways / fixed });
  }
  // What else the machine does can only add: the best round is nearest to what it costs.
  const [down, sideways] = (["down", "sideways"] as const).map((way) =>
    Math.min(...rounds.map((round) => round[way])),
  );
  console.log(`${down!.toFixed(2)} and ${sideways!.toFixed(2)} frames of ${FRAMES}`);
  expect(down).toBeLessThan(FRAMES);
  expect(sideways).toBeLessThan(FRAMES);
  expect(await elements(page)).toBeLessThan(GOALS.elements);
});

for (const [models, keys] of DIFFS) {
  test(`comparing ${models} models of ${keys} keys costs no more than its goal`, async ({ page, server }) => {
    await page.goto("/nowhere");
    const session = await probe(page);
    const before = await calibrate(page, session);
    const spent = await diffCosts(page, server.url, models, keys);
    expect(await page.locator("[role=treegrid] *").count()).toBeLessThan(2500);
    const fixed = (before + (await calibrate(page, session))) / 2;
    const cost = median(spent) / fixed;
    const told = spent.map((ms) => ms.toFixed(0)).join(", ");
    console.log(
      `${told} ms of ${GOALS.comparison}, a frame ${fixed.toFixed(1)} ms: ${cost.toFixed(1)} frames`,
    );
    expect(cost).toBeLessThan(DIFF_FRAMES);
  });
}

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

test("what is waited for is printed, at full and a quarter of the speed", async ({
  browser,
  server,
  signedIn,
}) => {
  for (const rate of [1, 4]) {
    const context = await browser.newContext({ storageState: signedIn });
    const page = await context.newPage();
    await fakeModels(page);
    const address = server.url + wideTable(50);
    const first = await firstRowWait(page, address, rate);
    const { p98, slowest, asked, count } = await answers(page, address, rate);
    console.log(
      `1/${rate}: first row ${first.toFixed(0)} ms, 98 of 100 answers ${p98} ms, slowest ${slowest} (${asked})`,
    );
    expect(first).toBeGreaterThan(0);
    // A press that is answered within 16 ms is not told of.
    expect(count).toBeGreaterThan(0);
    expect(slowest).toBeGreaterThanOrEqual(p98);
    await expect(page).toHaveURL(/\/models\//);
    await context.close();
  }
});
