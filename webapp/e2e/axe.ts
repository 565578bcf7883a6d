/** What axe finds on a page. */
import type { Page } from "@playwright/test";
import axeCore, { type RunOptions } from "axe-core";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** The rules that look at colours; all others see the same document in either theme. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** Each breach with its place; by all rules, or by those alone that look at colours. */
export async function axe(page: Page, rules: "all" | "colours" = "all"): Promise<string[]> {
  // To send and to compile axe takes as long as to run it: a document is sent it once. Every page here is one document,
  // so that nothing has to be sent to frames.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeCore.source);
  const runOnly: RunOptions["runOnly"] =
    rules === "all" ? { type: "tag", values: TAGS } : { type: "rule", values: COLOURS };
  // What holds is not described, and no selector is sought for what does not.
  const options: RunOptions = { runOnly, reporter: "no-passes", selectors: false };
  const violations = await page.evaluate(async (options) => {
    const { run } = Reflect.get(window, "axe") as typeof axeCore;
    return (await run(document, options)).violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ html }) => html),
    }));
  }, options);
  return violations.flatMap(({ id, nodes }) => nodes.map((html) => `${id}: ${html.slice(0, 200)}`));
}

/** Each breach in the theme that the page has, and in another; the page keeps the other. */
export async function axeInBoth(page: Page, other: "light" | "dark"): Promise<string[]> {
  const found = await axe(page);
  await recolour(page, other);
  return [...found, ...(await axe(page, "colours")).map((breach) => `${other}, ${breach}`)];
}

/** Show the page as it is in another theme, and wait until its colours have changed. */
async function recolour(page: Page, theme: "light" | "dark"): Promise<void> {
  await page.evaluate(async (theme) => {
    document.documentElement.dataset["theme"] = theme;
    const changing = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(changing.map((one) => one.finished));
  }, theme);
}
