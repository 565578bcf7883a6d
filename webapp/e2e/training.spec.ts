/** A training as others follow it in the browser: its state in the table, its runs, its curves, and how it goes on. */
import { axeInBoth } from "./axe.ts";
import { expect, prefer } from "./fixtures.ts";
import { PROVENANCE, test } from "./trainings.ts";

test("a training is found by its state, followed, and its curves are read", async ({
  page,
  followed,
  faults,
}) => {
  await page.goto('/?where=architecture+=+"followed"&columns=state,metrics.lr');
  const grid = page.getByRole("grid");
  await expect(grid.getByText("Training", { exact: true })).toBeVisible();
  await expect(grid.getByText("Failed", { exact: true })).toBeVisible();
  await page.getByRole("combobox", { name: "Filter" }).fill("state");
  await page.getByRole("option", { name: /state/i }).first().click();
  const editor = page.getByRole("dialog", { name: "Condition" });
  await editor.getByRole("combobox", { name: "Value" }).pressSequentially("train");
  await expect(editor.getByRole("option", { name: /^Train/ })).toHaveCount(2);
  expect(await axeInBoth(page, "dark")).toEqual([]);
  await editor.getByRole("option", { name: /^Training/ }).click();
  await page.keyboard.press("Enter");
  await expect(
    page.getByText("state is one of Training").or(page.getByText("state = Training")),
  ).toBeVisible();
  await grid.getByRole("link", { name: followed.training }).click();

  await expect(page.getByRole("region", { name: /is training it on gpu-7$/ })).toContainText("step 1,200");
  await page.getByRole("tab", { name: "Metrics" }).click();
  const plot = page.getByRole("img", { name: /^loss goes from/ });
  await expect(plot).toBeVisible();
  await expect(plot.locator("canvas")).toBeVisible();
  await plot.locator(".u-over").hover({ position: { x: 200, y: 60 } });
  await expect(plot.locator(".u-legend")).toContainText(/\d\.\d{5,}|NaN/);
  const figure = page.locator("figure").filter({ has: plot });
  await expect(figure).toContainText("× is NaN");
  await figure.getByText("Values: loss").click();
  const table = page.getByRole("region", { name: "Values of loss" });
  await expect(table.getByText("Run 2")).toBeAttached();
  await expect(table.getByText("NaN").first()).toBeAttached();
  expect(await axeInBoth(page, "dark")).toEqual([]);

  await page.getByRole("tab", { name: "Runs" }).click();
  await expect(page.getByRole("article", { name: "Run 1" })).toContainText("Interrupted");
  await expect(page.getByRole("article", { name: "Run 2" })).toContainText("601 – 1,200");
  await expect(page.getByRole("region", { name: "Command: Run 2" })).toContainText(PROVENANCE.command);
  expect(faults).toEqual([]);
});

test("one that failed says why and how it goes on, in Korean and on a phone too", async ({
  page,
  followed,
  faults,
}) => {
  await prefer(page, "ko", "dark");
  await page.setViewportSize({ width: 320, height: 720 });
  await page.goto(`/models/${followed.failed}?tab=runs`);
  await expect(page.getByRole("region", { name: "학습이 실패했습니다" })).toContainText("out of memory");
  await expect(page.getByText("with modelbase.run(args) as run:").first()).toBeVisible();
  await expect(page.getByRole("article", { name: "실행 1" })).toContainText("실패");
  expect(await axeInBoth(page, "light")).toEqual([]);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(320);
  expect(faults).toEqual([]);
});
