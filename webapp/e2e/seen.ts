/** Waiting for what a screen shows when it is ready. */
import type { Page } from "@playwright/test";

/** What the tabs of a model show once their data is here. */
export const TAB_CONTENT = "[role=tabpanel] :is(.markdown, table, [role=treegrid], pre, dl)";

/** Something is there. */
export async function seen(page: Page, selector: string): Promise<void> {
  await page.locator(selector).first().waitFor();
}

/** Something was pressed, and what it opens is there. */
export async function press(
  page: Page,
  selector: string,
  role: "dialog" | "alertdialog" | "menu",
): Promise<void> {
  await page.locator(selector).first().click();
  await page.getByRole(role).first().waitFor();
}
