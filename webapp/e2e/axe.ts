/** What axe finds on a page. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** The rules that look at colours; all others see the same document in either theme. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** Each breach with its place; by all rules, or by those alone that look at colours. */
export async function axe(page: Page, rules: "all" | "colours" = "all"): Promise<string[]> {
  // To send and to compile axe takes as long as to run it: a document that has it is not sent it again.
  const there = await page.evaluate(() => "axe" in window);
  // Every page here is one document: the other mode opens a second page each time, for frames of other origins.
  const builder = new AxeBuilder({ page, ...(there ? { axeSource: "undefined" } : {}) })
    .setLegacyMode()
    .options({ resultTypes: ["violations"] }); // what holds is not described
  const chosen = rules === "all" ? builder.withTags(TAGS) : builder.withRules(COLOURS);
  const { violations } = await chosen.analyze();
  return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 200)}`));
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
