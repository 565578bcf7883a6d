/** What axe finds on a page. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** The rules that look at colours; all others see the same document in either theme. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** Each breach with its place; by all rules, or by those alone that look at colours. */
export async function axe(page: Page, rules: "all" | "colours" = "all"): Promise<string[]> {
  // Every page here is one document: the other mode opens a second page each time, for frames of other origins.
  const builder = new AxeBuilder({ page }).setLegacyMode();
  const chosen = rules === "all" ? builder.withTags(TAGS) : builder.withRules(COLOURS);
  const { violations } = await chosen.analyze();
  return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 200)}`));
}

/** Show the page as it is in another theme, and wait until its colours have changed. */
export async function recolour(page: Page, theme: "light" | "dark"): Promise<void> {
  await page.evaluate(async (theme) => {
    document.documentElement.dataset["theme"] = theme;
    const changing = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(changing.map((one) => one.finished));
  }, theme);
}
