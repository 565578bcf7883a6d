/** The compare page and the neighbours page on published recipes: what differs is what server and command line say. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { expect, test as base } from "./fixtures.ts";
import type { Server } from "./server.ts";

const RECIPES = join(import.meta.dirname, "..", "..", "tests", "data", "mmpretrain-recipes.jsonl.gz");
const NAMES = [
  "resnet18_8xb32_in1k",
  "resnet34_8xb32_in1k",
  "resnet50_8xb32_in1k",
  "resnet50_8xb32-fp16_in1k",
];

interface Recipe {
  name: string;
  args: { optim_wrapper: { optimizer: { lr: number } } };
}

const test = base.extend<object, { resnets: string[] }>({
  resnets: [
    async ({ server }, provide) => {
      const all = gunzipSync(readFileSync(RECIPES))
        .toString()
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Recipe);
      const ids: string[] = [];
      for (const [at, name] of NAMES.entries()) {
        const recipe = all.find((one) => one.name === name)!;
        ids.push(await pushed(server, recipe, 70 + at));
      }
      const slower = structuredClone(all.find((one) => one.name === NAMES[2])!);
      slower.name = "slower";
      slower.args.optim_wrapper.optimizer.lr = 0.05;
      await pushed(server, slower, 71);
      await provide(ids);
    },
    { scope: "worker", timeout: 600_000 },
  ],
});

async function pushed(server: Server, { name, args }: Recipe, top1: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "modelbase-compare-"));
  try {
    mkdirSync(join(folder, "weights"));
    writeFileSync(join(folder, "weights", "model.bin"), name);
    writeFileSync(join(folder, "README.md"), `# ${name}\n\nThe same line.\n`);
    writeFileSync(join(folder, "args.json"), JSON.stringify(args));
    const given = ["--args", join(folder, "args.json"), "--dataset", "imagenet-1k", "--arch", "resnet"];
    const more = [
      "--title",
      name,
      "--metric",
      `top1=${top1}`,
      "--readme",
      join(folder, "README.md"),
      "--no-wait",
    ];
    await server.cli("push", join(folder, "weights"), ...given, ...more);
    return (await server.cli("id", ...given)).trim().split(/\s/)[0]!;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The command exits with 1 where something differs, as diff does. */
async function printed(server: Server, ...words: string[]): Promise<string> {
  try {
    return await server.cli("diff", ...words);
  } catch (failed) {
    const { code, stdout } = failed as { code: number; stdout: string };
    if (code !== 1) throw failed;
    return stdout;
  }
}

function addressOf(ids: readonly string[], more = ""): string {
  return `/diff?${ids.map((id) => `id=${id}`).join("&")}${more}`;
}

async function activeKey(page: Page): Promise<string> {
  return await page.evaluate(() => {
    const id = document.activeElement?.getAttribute("aria-activedescendant");
    return document.getElementById(id ?? "")?.title ?? "";
  });
}

test("rows shown are the server's and the command line's", async ({ page, server, resnets, faults }) => {
  const answered = page.waitForResponse((response) => response.url().includes("/api/v1/diff"));
  await page.goto(addressOf(resnets));
  const ours = (await (await answered).json()) as {
    rows: { section: string; key: string }[];
    counts: unknown;
  };
  const theirs = JSON.parse(await printed(server, ...resnets, "--json")) as typeof ours;
  expect(theirs.rows).toEqual(ours.rows);
  expect(theirs.counts).toEqual(ours.counts);
  await expect(page.getByRole("treegrid")).toBeVisible();
  const shown = await page
    .locator('[role="treegrid"] [role="row"] [role="rowheader"][title]')
    .evaluateAll((cells) => cells.map((cell) => cell.getAttribute("title")));
  expect(new Set(shown)).toEqual(new Set(ours.rows.map((row) => row.key)));
  expect(shown).toHaveLength(ours.rows.length);
  expect(faults).toEqual([]);
});

test("four ResNets show only what differs, until all is wanted", async ({ page, resnets, faults }) => {
  await page.goto(addressOf(resnets, "&section=args"));
  await expect(page.getByRole("heading", { name: "Compare 4 models" })).toBeVisible();
  const depth = page.getByRole("row", { name: /backbone\.depth/ });
  await expect(depth).toContainText("18");
  await expect(depth).toContainText("+16 ×1.89~changed");
  await expect(page.getByRole("rowheader", { name: /lr$/ })).toHaveCount(0);
  const before = await page.getByRole("row").count();
  await page.getByRole("checkbox", { name: /Differences only/ }).uncheck();
  await expect(page).toHaveURL(/all=true/);
  await expect(page.getByRole("rowheader", { name: /lr$/ }).first()).toBeVisible();
  await expect.poll(() => page.getByRole("row").count()).toBeGreaterThan(before);
  await page.goBack();
  await expect(page.getByRole("rowheader", { name: /lr$/ })).toHaveCount(0);
  expect(faults).toEqual([]);
});

test("the keyboard alone: differences, all rows, both values, and back", async ({
  page,
  resnets,
  faults,
}) => {
  await page.goto(addressOf(resnets, "&section=args"));
  await expect(page.getByRole("treegrid")).toBeVisible();
  const active = (): Promise<string> => activeKey(page);
  await page.keyboard.press("n");
  await expect.poll(active).not.toBe("");
  const first = await active();
  await page.keyboard.press("n");
  await expect.poll(active).not.toBe(first);
  const second = await active();
  await page.keyboard.press("b");
  await expect.poll(active).toBe(first);
  const rows = await page.getByRole("row").count();
  await page.keyboard.press("d");
  await expect(page).toHaveURL(/all=true/);
  await expect.poll(() => page.getByRole("row").count()).toBeGreaterThan(rows);
  await page.keyboard.press("n");
  await expect.poll(active).toBe(second);
  await page.keyboard.press("Enter");
  const drawer = page.getByRole("dialog");
  await expect(drawer).toBeVisible();
  await expect(drawer.locator("mark, .bg-bad-soft").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(drawer).toHaveCount(0);
  await expect(page.getByRole("treegrid")).toBeFocused();
  expect(faults).toEqual([]);
});

test("Markdown is to the letter the command line's", async ({ page, context, server, resnets, faults }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(addressOf(resnets));
  await page.getByRole("button", { name: "Copy as Markdown" }).click();
  const wanted = (await printed(server, ...resnets, "--markdown")).trimEnd();
  const copied = async (): Promise<string> =>
    (await page.evaluate(() => navigator.clipboard.readText())).trimEnd();
  await expect.poll(copied).toBe(wanted);
  expect(faults).toEqual([]);
});

test("READMEs are compared line by line", async ({ page, resnets, faults }) => {
  await page.goto(addressOf(resnets.slice(0, 2), "&section=readme"));
  await expect(page.getByText(/removed: # resnet18/)).toBeVisible();
  await expect(page.getByText(/added: # resnet34/)).toBeVisible();
  expect(faults).toEqual([]);
});

test("a model's page leads to what one arg did", async ({ page, resnets, faults }) => {
  await page.goto(`/models/${resnets[2]}`);
  await page.getByRole("link", { name: "What changed alone" }).click();
  const row = page.getByRole("row", { name: /^0\.05/ });
  await expect(row).toContainText("−1 worse");
  await row.getByRole("link", { name: /Compare with/ }).click();
  await expect(page.getByRole("row", { name: /optimizer\.lr/ })).toContainText("÷2~changed");
  expect(faults).toEqual([]);
});
