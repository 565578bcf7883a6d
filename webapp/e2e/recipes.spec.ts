/** All published recipes that have a score, on a server of their own: the best of each optimizer is found by conditions. */
import { expect, test as base } from "./fixtures.ts";
import { pushAll, recipes } from "./recipes.ts";
import { startServer, type Server } from "./server.ts";

const TOP1 = "Top 1 Accuracy";
const SCORED = recipes().filter((one) => TOP1 in one.metrics);

const test = base.extend<object, { server: Server }>({
  // Hundreds of models would push those of the other journeys out of sight.
  server: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, provide) => {
      const server = await startServer();
      await pushAll(server, SCORED);
      await provide(server);
      await server.stop();
    },
    { scope: "worker", timeout: 600_000 },
  ],
});

test("the best top-1 of each optimizer among all real recipes is found by conditions", async ({
  page,
  faults,
}) => {
  test.setTimeout(300_000);
  const found = Map.groupBy(SCORED, (one) => one.args.optim_wrapper?.optimizer?.type ?? "");
  found.delete("");
  expect(found.size).toBeGreaterThan(4);
  await page.goto("/");
  await page.getByRole("button", { name: /^Columns/ }).click();
  await expect(page.getByRole("treeitem", { name: /Title/ })).toBeVisible();
  await page.getByRole("searchbox", { name: "Find a key" }).fill("Top 1");
  await page.getByRole("treeitem", { name: /Top 1 Accuracy/ }).click();
  await expect(page).toHaveURL(/columns=.*Top\+1\+Accuracy/);
  await page.getByRole("button", { name: "Close the columns" }).click();
  await page.getByRole("columnheader", { name: /Top 1 Accuracy/ }).click();
  await expect(page).toHaveURL(/sort=-metrics/);

  let began = false;
  for (const [optimizer, all] of found) {
    const best = all.toSorted((one, other) => other.metrics[TOP1]! - one.metrics[TOP1]!)[0]!;
    const editor = page.getByRole("dialog", { name: "Condition" });
    if (began) {
      await page.getByRole("button", { name: /^Edit the condition/ }).click();
      await editor.getByRole("combobox", { name: "Value" }).fill(optimizer);
    } else {
      await page.getByRole("combobox", { name: "Filter" }).fill("optimizer.type");
      await page.getByRole("option", { name: /optim_wrapper\.optimizer\.type/ }).click();
      await editor.getByRole("option", { name: new RegExp(`^${optimizer}`) }).click();
    }
    began = true;
    await editor.getByRole("button", { name: "Apply" }).click();
    await expect(page.getByRole("listitem").filter({ hasText: `type = ${optimizer}` })).toBeVisible();
    await expect(page.getByText(`${all.length} models`, { exact: true })).toBeVisible();
    const first = page.getByRole("grid").locator("[data-row='0']");
    await expect(first).toContainText(best.name);
    await expect(first).toContainText(String(best.metrics[TOP1]));
  }
  expect(faults).toEqual([]);
});
