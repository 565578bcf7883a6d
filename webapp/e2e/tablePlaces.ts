/** What opens in and beside the models table, for places.ts. */
import type { Page } from "@playwright/test";
import type { Place } from "./places.ts";
import { seen } from "./seen.ts";

/** All of it. */
export const TABLE_PLACES: Place[] = [
  {
    name: "a column's menu",
    path: () => "/?columns=title,args.optimizer.betas,args.optimizer.lr",
    ready: (page) => headingMenu(page),
  },
  {
    name: "a column's statistics",
    path: () => "/?columns=title,args.optimizer.lr",
    ready: async (page) => {
      await headingMenu(page);
      await page.locator("[role=menuitem][data-key=statistics]").click();
      await seen(page, "[role=dialog] dl");
    },
  },
  {
    name: "a column's condition",
    path: () => "/?columns=title,args.optimizer.lr",
    ready: async (page) => {
      await headingMenu(page);
      await page.locator("[role=menuitem][data-key=filter]").click();
      await seen(page, "[role=dialog] [role=option]");
    },
  },
  {
    name: "a cell's menu",
    path: () => "/",
    ready: async (page) => {
      await seen(page, "[role=row] a[title]");
      await page.locator("[role=gridcell] a").first().click({ button: "right" });
      await seen(page, "[role=menu]");
    },
  },
  {
    name: "a value in full",
    path: () => "/?columns=args.optimizer.betas",
    ready: async (page) => {
      await page.locator("[role=gridcell] [data-tree]").first().click();
      await seen(page, "[role=dialog] [role=region]");
    },
  },
  {
    name: "the keys of the table",
    path: () => "/",
    ready: async (page) => {
      await seen(page, "[role=row] a[title]");
      await page.keyboard.press("?");
      await seen(page, "[role=dialog] dl");
    },
  },
  {
    name: "families, too many to fold",
    path: () => "/",
    ready: async (page) => {
      await seen(page, "[role=row] a[title]");
      const families = /\/api\/v1\/families\b/;
      const error = {
        code: "query_limit",
        message: "more than 10000 models match",
        details: { limit: 10_000 },
      };
      await page.route(families, (route) => route.fulfill({ status: 400, json: { error } }));
      await page.locator("main button:has(.lucide-layers-2)").click();
      await seen(page, "main h2:has(+ p)");
      await page.unroute(families);
    },
  },
  {
    name: "rows that are old",
    path: () => "/",
    ready: async (page) => {
      await seen(page, "[role=row] a[title]");
      const rows = /\/api\/v1\/models\?/;
      await page.route(rows, (route) => route.fulfill({ status: 418, json: {} }));
      await page.locator("main button:has(.lucide-refresh-cw)").click();
      await seen(page, "main [role=alert]");
      await page.unroute(rows);
    },
  },
];

/** The menu of the last column. */
async function headingMenu(page: Page): Promise<void> {
  await seen(page, "[role=row] a[title]");
  await page.getByRole("grid").focus();
  for (const key of ["ArrowUp", "End", "Shift+F10"]) await page.keyboard.press(key);
  await seen(page, "[role=menu]");
}
