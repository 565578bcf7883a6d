/** The screens and dialogs that every accessibility test looks at: where they are and when they are ready. */
import type { Page } from "@playwright/test";
import { CONTENT_PLACES } from "./contentPlaces.ts";
import { press, seen, TAB_CONTENT } from "./seen.ts";
import { STATE_PLACES } from "./statePlaces.ts";
import { TABLE_PLACES } from "./tablePlaces.ts";

export interface Place {
  name: string;
  path: (ids: string[]) => string;
  ready: (page: Page) => Promise<void>;
}

/** All of them. */
export const PLACES: Place[] = [
  { name: "models", path: () => "/", ready: (page) => seen(page, "[role=row] a[title]") },
  {
    name: "models, wrong filter",
    path: () => "/?where=args.lr+<+and",
    ready: (page) => seen(page, "[role=alert]"),
  },
  { name: "models, nothing", path: () => '/?where=title+=+"no"', ready: (page) => seen(page, "main h2") },
  ...["readme", "args", "metrics", "files", "checkpoints", "use"].map((tab): Place => ({
    name: `model, ${tab}`,
    path: (ids) => `/models/${ids[0]}?tab=${tab}`,
    ready: (page: Page) => seen(page, TAB_CONTENT),
  })),
  {
    name: "model, family",
    path: (ids) => `/models/${ids[0]}?tab=family`,
    ready: (page) => seen(page, "[role=tabpanel] table"),
  },
  {
    name: "model, activity",
    path: (ids) => `/models/${ids[0]}?tab=activity`,
    ready: (page) => seen(page, "[role=tabpanel] ol > li"),
  },
  {
    name: "model, README editor",
    path: (ids) => `/models/${ids[0]}`,
    ready: async (page) => {
      await page.locator("[role=tabpanel] button").first().click();
      await seen(page, "textarea");
    },
  },
  ...(["menu", "dialog", "alertdialog"] as const).map((role, at): Place => ({
    name: `model, ${["acts", "marking", "deleting"][at]}`,
    path: (ids) => `/models/${ids[0]}`,
    ready: async (page) => {
      await press(page, "main header button[aria-haspopup=menu]", "menu");
      if (at > 0) await press(page, `[role=menuitem] >> nth=${at - 1}`, role);
    },
  })),
  ...CONTENT_PLACES,
  { name: "palette", path: () => "/trash", ready: (page) => press(page, "header button >> nth=0", "dialog") },
  {
    name: "account menu",
    path: () => "/trash",
    ready: (page) => press(page, "header button[aria-haspopup=menu]", "menu"),
  },
  { name: "columns", path: () => "/", ready: openColumns },
  {
    name: "columns, shown",
    path: () => "/",
    ready: async (page) => {
      await openColumns(page);
      await page.locator("input[value=shown]").check({ force: true });
      await seen(page, "section [role=grid] [role=row]");
    },
  },
  {
    name: "filter, keys",
    path: () => "/",
    ready: async (page) => {
      await seen(page, "[role=row] a[title]");
      await page.locator("main input[role=combobox]").fill("opt");
      await seen(page, "[role=option]");
    },
  },
  {
    name: "filter, editor",
    path: () => "/?where=optimizer.lr+in+(0.1,0.01)+and+(state=%22trained%22+or+not+seed+exists)",
    ready: async (page) => {
      await page.locator("main [data-chip]").first().click();
      await seen(page, "[role=dialog] [role=option]");
    },
  },
  {
    name: "filter, nothing with both",
    path: () => "/?where=steps=1+and+optimizer.lr=0.1",
    ready: (page) => seen(page, "main li button.w-full"),
  },
  {
    name: "filter, unknown key",
    path: () => "/?where=optimizer.l=1",
    ready: (page) => seen(page, "[role=alert]"),
  },
  {
    name: "compare, unified, all",
    path: (ids) => `/diff?id=${ids[0]}&id=${ids[1]}&layout=unified&all=true`,
    ready: (page) => seen(page, ".diff-grid"),
  },
  { name: "compare, nothing picked", path: () => "/diff", ready: (page) => seen(page, "main h2") },
  {
    name: "compare, equal",
    path: (ids) => `/diff?id=${ids[0]}&id=${ids[1]}&only=args.arch`,
    ready: (page) => seen(page, "main h2"),
  },
  {
    name: "compare, no such model",
    path: (ids) => `/diff?id=${ids[0]}&id=no/such:123456789`,
    ready: (page) => seen(page, "[role=alert]"),
  },
  {
    name: "compare, READMEs",
    path: (ids) => `/diff?id=${ids[0]}&id=${ids[1]}&section=readme&all=true`,
    ready: (page) => seen(page, ".diff-grid"),
  },
  {
    name: "compare, both values",
    path: (ids) => `/diff?id=${ids[0]}&id=${ids[1]}`,
    ready: async (page) => {
      // A model's cell, or on a narrow screen that of all.
      await page.locator(".diff-grid [data-column]:not([data-column='0']).cursor-pointer").last().click();
      await page.locator("[role=dialog] [role=region]").waitFor();
    },
  },
  {
    name: "compare, ignoring",
    path: (ids) => `/diff?id=${ids[0]}&id=${ids[1]}&ignore=seed`,
    ready: (page) => press(page, "main button[aria-haspopup=dialog] >> nth=1", "dialog"),
  },
  {
    name: "compare, adding",
    path: (ids) => `/diff?id=${ids[0]}&id=${ids[1]}`,
    ready: (page) => press(page, "main button[aria-haspopup=dialog] >> nth=0", "dialog"),
  },
  {
    name: "compare, a model's menu",
    path: (ids) => `/diff?id=${ids[0]}&id=${ids[1]}`,
    ready: (page) => press(page, ".diff-grid button", "menu"),
  },
  { name: "near", path: (ids) => `/near/${ids[0]}`, ready: (page) => seen(page, "main table") },
  {
    name: "families",
    path: () => "/?fold=family",
    ready: (page) => seen(page, "[role=row] button[aria-expanded]"),
  },
  ...TABLE_PLACES,
  ...STATE_PLACES,
  { name: "peek", path: (ids) => `/?peek=${ids[0]}`, ready: (page) => seen(page, ".peek dl") },
  ...["scatter", "groups,metrics.top1,args.optimizer.lr", "parallel,args.optimizer.lr,metrics.top1"].map(
    (plot): Place => ({
      name: `plot, ${plot}`,
      path: () => `/?plot=${plot}`,
      ready: (page: Page) => seen(page, ".plot canvas"),
    }),
  ),
  {
    name: "export",
    path: () => "/",
    ready: (page) => press(page, "main button:has(.lucide-download)", "dialog"),
  },
  {
    name: "saving a view",
    path: () => "/",
    ready: (page) => press(page, "main button:has(.lucide-plus)", "dialog"),
  },
  ...(["tag", "eye", "trash-2"] as const).map((icon): Place => ({
    name: `selected, ${icon}`,
    path: () => "/",
    ready: async (page: Page) => {
      // A row that is not there yet cannot be selected.
      await seen(page, "[role=row] a[title]");
      await page.locator("[role=row] [data-column='0'][role=gridcell]").first().click();
      await press(
        page,
        `main section button:has(.lucide-${icon})`,
        icon === "trash-2" ? "alertdialog" : "dialog",
      );
    },
  })),
  {
    name: "compare",
    path: (ids) => `/diff?id=${ids[0]}&id=${ids[1]}`,
    ready: (page) => seen(page, ".diff-grid"),
  },
  {
    name: "model, sharing",
    path: (ids) => `/models/${ids[0]}`,
    ready: async (page) => {
      await press(page, "main header button[aria-haspopup=dialog]", "dialog");
      await page.getByRole("switch").click();
      await seen(page, "[role=dialog] form pre");
    },
  },
  {
    name: "model, as a stranger",
    path: (ids) => `/models/${ids[0]}?as=stranger`,
    ready: (page) => seen(page, "main h2"),
  },
  { name: "a link that opens nothing", path: () => "/s", ready: (page) => seen(page, "main h2") },
  { name: "shared with me", path: () => "/shared", ready: (page) => seen(page, "main :is(li, h2)") },
  { name: "people", path: () => "/admin", ready: (page) => seen(page, "main table") },
  {
    name: "people, asking",
    path: () => "/admin",
    ready: async (page) => {
      await page.locator("main tbody select").first().selectOption("guest");
      await seen(page, "[role=alertdialog]");
    },
  },
  {
    name: "audit log",
    path: () => "/admin/audit",
    ready: (page) => page.locator("main details summary").first().click(),
  },
  {
    name: "all shares",
    path: () => "/admin/shares",
    ready: (page) => seen(page, "main :is(table, h3, h2 + p)"),
  },
  {
    name: "policy",
    path: () => "/admin/policy",
    ready: async (page) => {
      await page.locator("main textarea").nth(1).fill("seed");
      await page.locator("main section section button").nth(1).click();
      await seen(page, "main h4");
    },
  },
  { name: "storage", path: () => "/admin/storage", ready: (page) => seen(page, "main table") },
  { name: "trash", path: () => "/trash", ready: (page) => seen(page, "main :is(table, h2)") },
  { name: "account", path: () => "/account", ready: (page) => seen(page, "main table") },
  { name: "nowhere", path: () => "/nowhere", ready: (page) => seen(page, "main h2") },
];

async function openColumns(page: Page): Promise<void> {
  await seen(page, "[role=row] a[title]");
  await page.locator("main button[aria-expanded]:not([aria-haspopup])").first().click();
  await seen(page, "[role=tree] [role=treeitem]");
}
