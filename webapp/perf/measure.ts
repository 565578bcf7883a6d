/**
 * Prints every speed goal of the models table with its target and what was measured, against a server that runs (named
 * as for the browser tests) or one of its own. The rows are made up in the browser unless MODELBASE_PERF_REAL is set.
 * Nothing fails here: e2e/speed.spec.ts gates what a busy machine cannot falsify.
 */
import { existsSync } from "node:fs";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "@playwright/test";
import { startServer } from "../e2e/server.ts";
import { DIFFS, diffCosts } from "./diffCost.ts";
import { fakeModels, wideTable } from "./fake.ts";
import { GOALS } from "./goals.ts";
import { elements, firstRow, frames, heap, jump, median, probe, wheelCost, type Cost } from "./probe.ts";
import { answers, firstRowWait } from "./waits.ts";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const real = process.env.MODELBASE_PERF_REAL !== undefined;
const server = await startServer();
const browser = await chromium.launch({
  executablePath: process.env.MODELBASE_E2E_BROWSER ?? BROWSERS.find((path) => existsSync(path)),
  args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
});
const state = await signIn(browser);
const address = server.url + (real ? "/" : wideTable(50));

function tell(goal: string, target: number, value: number, unit: string): void {
  const mark = value <= target ? "ok  " : "over";
  console.log(
    `${mark}  ${value.toFixed(1).padStart(8)} of ${String(target).padStart(5)} ${unit.padEnd(3)} ${goal}`,
  );
}

async function signIn(browser: Browser): Promise<BrowserContextOptions["storageState"]> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${server.url}/sign-in#code=${server.code}`);
  await page.waitForURL(`${server.url}/`);
  const state = await context.storageState();
  await context.close();
  return state;
}

async function open(): Promise<Page> {
  const context = await browser.newContext({ storageState: state, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  if (!real) await fakeModels(page);
  return page;
}

async function tableOf(page: Page): Promise<void> {
  await page.goto(address);
  await firstRow(page);
  await frames(page, 30);
}

async function scrolling(): Promise<void> {
  const page = await open();
  await tableOf(page);
  const session = await probe(page);
  const costs: Record<"down" | "sideways", Cost[]> = { down: [], sideways: [] };
  for (let round = 0; round < 3; round += 1) {
    costs.down.push(await wheelCost(page, session, "down", 60));
    costs.sideways.push(await wheelCost(page, session, "sideways", 25));
    await page.getByRole("grid").evaluate((grid) => grid.scrollTo({ left: 0 }));
  }
  tell(
    "main thread for a wheel step of 240 px down",
    GOALS.down,
    median(costs.down.map((one) => one.cpu)),
    "ms",
  );
  tell("main thread for 160 px sideways", GOALS.sideways, median(costs.sideways.map((one) => one.cpu)), "ms");
  tell("of a step down, script", GOALS.script, median(costs.down.map((one) => one.script)), "ms");
  tell("elements of the page", GOALS.elements, await elements(page), "");
  const waits = [];
  for (const part of [0.1, 0.9, 0.3, 0.6, 0.05, 0.75, 0.5, 1]) waits.push((await jump(page, part)).wait);
  tell("jump of the scroll bar to rows that can be read", GOALS.jump, median(waits), "ms");
  for (let at = 0; at < 100; at += 1) await jump(page, at / 1000);
  tell("heap after 10,000 rows", GOALS.heap, await heap(session), "MB");
  await page.context().close();
}

async function firstRowAt(rate: number): Promise<number> {
  const times = [];
  for (let round = 0; round < 5; round += 1) {
    const page = await open();
    times.push(await firstRowWait(page, address, rate));
    await page.context().close();
  }
  return median(times);
}

async function interaction(rate: number, target: number): Promise<void> {
  const page = await open();
  const { p98, slowest, asked, count } = await answers(page, address, rate);
  const speed = rate === 1 ? "" : ` at 1/${rate} of the speed`;
  tell(`98 of 100 answers to a press${speed}; slowest ${slowest} (${asked}) of ${count}`, target, p98, "ms");
  await page.context().close();
}

async function comparing(): Promise<void> {
  for (const [models, keys] of DIFFS) {
    const page = await open();
    const spent = await diffCosts(page, server.url, models, keys);
    tell(`main thread for comparing ${models} models of ${keys} keys`, GOALS.comparison, median(spent), "ms");
    await page.context().close();
  }
}

try {
  await scrolling();
  tell("first row that can be read", GOALS.firstRow, await firstRowAt(1), "ms");
  tell("the same at a quarter of the speed", GOALS.firstRowSlow, await firstRowAt(4), "ms");
  await interaction(1, GOALS.interaction);
  await interaction(4, GOALS.interactionSlow);
  await comparing();
} finally {
  await browser.close();
  await server.stop();
}
