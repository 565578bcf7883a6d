/** What drawing a large comparison costs, made up in the browser: every key differs in a third of the models. */
import type { Page } from "@playwright/test";
import { fakeDiff } from "./fakeDiff.ts";
import { costOf, frames, probe } from "./probe.ts";

/** The comparisons that the goal is set for: models and keys. */
export const DIFFS = [
  [50, 512],
  [4, 5000],
] as const;

const ANSWERS = /\/api\/v1\/diff/;

/** Main-thread milliseconds for drawing one, three times over; `home` is where the app is served. */
export async function diffCosts(page: Page, home: string, models: number, keys: number): Promise<number[]> {
  // The page and its parts are loaded once before, so that only the comparison itself is counted.
  let body = fakeDiff(2, 5);
  await page.route(ANSWERS, (route) => route.fulfill({ contentType: "application/json", body }));
  await page.goto(home + addressOf(body, ""));
  await page.getByRole("treegrid").waitFor();
  body = fakeDiff(models, keys);
  const session = await probe(page);
  const spent: number[] = [];
  for (const section of ["args", "metrics", "args.*"]) {
    const at = addressOf(body, `&only=${section}&layout=columns`);
    const cost = await costOf(session, async () => {
      const answered = page.waitForResponse(ANSWERS);
      await page.evaluate((path) => {
        window.history.pushState({}, "", path);
        window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
      }, at);
      await answered;
      await page.locator("[aria-busy=false] > [role=treegrid]").waitFor();
      await frames(page, 2);
    });
    spent.push(cost.cpu);
  }
  return spent;
}

function addressOf(body: string, more: string): string {
  const { ids } = JSON.parse(body) as { ids: string[] };
  return `/diff?${ids.map((id) => `id=${id}`).join("&")}${more}`;
}
