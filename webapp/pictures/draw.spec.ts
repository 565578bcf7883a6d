/** The published recipes in the table, side by side, and a model's page, as they stand in docs/images. */
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, prefer, test as base } from "../e2e/fixtures.ts";
import { pushAll, recipes } from "../e2e/recipes.ts";
import { startServer, type Server } from "../e2e/server.ts";

const IMAGES = join(import.meta.dirname, "..", "..", "docs", "images");
const TOP1 = 'metrics."Top 1 Accuracy"';
const COLUMNS = [
  TOP1,
  "args.optim_wrapper.optimizer.type",
  "args.optim_wrapper.optimizer.lr",
  "args.train_cfg.max_epochs",
  "args.train_dataloader.batch_size",
  "title",
];
const WHERE = 'dataset = "imagenet-1k" and args.optim_wrapper.optimizer.lr <= 0.01';
const COMPARED = [
  "resnet50_8xb32_in1k",
  "resnet50_8xb256-rsb-a3-100e_in1k",
  "resnet50_8xb256-rsb-a1-600e_in1k",
];

const test = base.extend<object, { server: Server }>({
  server: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, provide) => {
      const server = await startServer();
      await pushAll(
        server,
        recipes().filter((one) => "Top 1 Accuracy" in one.metrics),
        (one) => one.name.split("_")[0]!,
      );
      await provide(server);
      await server.stop();
    },
    { scope: "worker", timeout: 600_000 },
  ],
});

for (const theme of ["light", "dark"] as const) {
  test(`the table and the comparison, ${theme}`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme: theme });
    await prefer(page, "en", theme);
    const view = new URLSearchParams({ where: WHERE, columns: COLUMNS.join(","), sort: `-${TOP1}` });
    await page.goto(`/?${view}`);
    await expect(page.getByRole("grid").locator("[data-row='9']")).toContainText("imagenet-1k/");
    await expect(page.getByText("Updated now")).toBeVisible();
    await draw(page, `table-${theme}`);
    const ids = await Promise.all(COMPARED.map((title) => idOf(server, title)));
    await page.goto(`/diff?${ids.map((id) => `id=${encodeURIComponent(id)}`).join("&")}`);
    await expect(page.getByRole("treegrid")).toBeVisible();
    await draw(page, `compare-${theme}`);
  });
}

async function idOf(server: Server, title: string): Promise<string> {
  const found = await server.cli("ls", "--where", `title = "${title}"`, "--json");
  return (JSON.parse(found) as { id: string }[])[0]!.id;
}

async function draw(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(IMAGES, `${name}.png`), animations: "disabled" });
}
