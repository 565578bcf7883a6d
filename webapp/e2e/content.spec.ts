/** What is done to checkpoints and their files: labels, weights, previews; by mouse, by keyboard, and in pictures. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { axe, axeInBoth } from "./axe.ts";
import { expect, prefer, test } from "./fixtures.ts";
import type { Server } from "./server.ts";

/** A red dot of 8 by 8 pixels. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mO4YOCAFTEMLQkAZplQAe0LctUAAAAASUVORK5CYII=",
  "base64",
);
const CONFIG = `{\n  "arch": "small",\n  "layers": [1, 2, 3],\n  "note": "가나다"\n}\n`;
const FILES: Record<string, string | Buffer> = {
  "config.json": CONFIG,
  "log.txt": "step loss\n".repeat(200_000),
  "plot.png": PNG,
  "model.bin": Buffer.from([0, 1, 2, 3, 255]),
};

async function pushed(server: Server, seed: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "modelbase-content-"));
  try {
    for (const label of ["best", "last"]) {
      mkdirSync(join(folder, label));
      for (const [name, data] of Object.entries(FILES)) writeFileSync(join(folder, label, name), data);
      writeFileSync(join(folder, label, "label.txt"), label);
      const args = ["dataset=e2e", "arch=content", `seed=${seed}`];
      await server.cli("push", join(folder, label), ...args, "--label", label);
    }
    return (await server.cli("id", "dataset=e2e", "arch=content", `seed=${seed}`)).trim().split(/\s/)[0]!;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function act(page: Page, label: string, item: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${label}` }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

test("labels move, weights go and come back, and each can be undone", async ({ page, server, faults }) => {
  const id = await pushed(server, 1);
  await page.goto(`/models/${id}?tab=checkpoints`);
  await act(page, "last", "Change label…");
  await page.getByRole("textbox", { name: "New label" }).fill("best");
  await expect(page.getByRole("status").filter({ hasText: "It loses the label" })).toBeVisible();
  await page.getByRole("button", { name: "Move the label here" }).click();
  await expect(page.getByRole("button", { name: "Actions for last" })).toBeHidden();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("button", { name: "Actions for last" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Actions for best" })).toBeVisible();

  await act(page, "best", "Delete weights only…");
  await page.getByRole("button", { name: "Delete weights" }).click();
  await expect(page.getByText("Weights deleted", { exact: true })).toBeVisible();
  await expect(server.cli("pull", `${id}@best`, "-o", "/nonexistent/never")).rejects.toThrow(
    /were deleted by/,
  );
  await page.getByRole("link", { name: "best" }).click();
  await expect(page.getByRole("heading", { name: "The weights were deleted" })).toBeVisible();
  await page.getByRole("button", { name: "Bring the weights back" }).click();
  await expect(page.getByRole("link", { name: "Download config.json" })).toBeVisible();
  expect(faults).toEqual([]);
});

test("some files are downloaded at once, and arrive as they are", async ({ page, server }) => {
  const id = await pushed(server, 5);
  await page.goto(`/models/${id}?tab=files&checkpoint=best`);
  await page.getByRole("checkbox", { name: "Choose config.json" }).check();
  await page.getByRole("checkbox", { name: "Choose label.txt" }).check();
  const arrived: Record<string, string> = {};
  page.on("download", async (download) => {
    arrived[download.suggestedFilename()] = readFileSync(await download.path(), "utf8");
  });
  await page.getByRole("button", { name: /^Download 2 files/ }).click();
  await expect
    .poll(() => arrived, { timeout: 60_000 })
    .toEqual({ "config.json": CONFIG, "label.txt": "best" });
});

test("files are looked into, by keyboard alone", async ({ page, server }) => {
  const id = await pushed(server, 2);
  await page.goto(`/models/${id}?tab=files`);
  await page.getByRole("button", { name: "config.json", exact: true }).focus();
  await page.keyboard.press("Enter");
  const text = page.getByRole("region", { name: "config.json" });
  await expect(text).toContainText('"note": "가나다"');
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "config.json", exact: true })).toBeFocused();
  const asked: number[] = [];
  page.on("response", (response) => {
    if (response.status() === 206 || response.status() === 200)
      void response.headerValue("content-length").then((length) => asked.push(Number(length ?? 0)));
  });
  await page.getByRole("button", { name: "log.txt", exact: true }).click();
  await expect(page.getByText("The first 1 MiB of 1.9 MiB")).toBeVisible();
  expect(Math.max(0, ...asked)).toBeLessThanOrEqual(2 ** 20);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "plot.png", exact: true }).click();
  await expect(page.getByRole("img", { name: "The picture plot.png" })).toBeVisible();
  await expect(page.getByText("8 × 8 pixels")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "model.bin", exact: true }).click();
  await expect(page.getByText("This is not text")).toBeVisible();
});

const LOOKS = [
  ["en", "light", "dark", 1280],
  ["ko", "dark", "light", 1280],
  ["ko", "light", undefined, 320],
] as const;

for (const [language, theme, other, width] of LOOKS) {
  const name = `${language}, ${theme}${other ? ` and ${other}` : ""}, ${width} px`;
  test(`${name}: each has no fault that axe finds and no sideways scroll`, async ({ page, server }) => {
    const id = await pushed(server, 3);
    await server.cli("rm", `${id}@best`, "--weights-only", "--yes").catch(() => undefined);
    await prefer(page, language, theme);
    await page.setViewportSize({ width, height: 900 });
    const scenes: [string, string, (page: Page) => Promise<void>][] = [
      ["checkpoints", "checkpoints", async () => undefined],
      [
        "menu",
        "checkpoints",
        (page) => page.locator("main tbody button[aria-haspopup=menu]").first().click(),
      ],
      ["label", "checkpoints", (page) => menu(page, 0, 0)],
      ["weights", "checkpoints", (page) => menu(page, 0, 1)],
      ["files", "files", async () => undefined],
      ["text", "files", (page) => page.getByRole("button", { name: "config.json", exact: true }).click()],
      ["picture", "files", (page) => page.getByRole("button", { name: "plot.png", exact: true }).click()],
      ["none", "files", (page) => page.getByRole("button", { name: "model.bin", exact: true }).click()],
      ["gone", "files&checkpoint=best", async () => undefined],
    ];
    for (const [scene, tab, open] of scenes) {
      await page.goto(`/models/${id}?tab=${tab}`);
      await page.locator("main tbody tr").first().waitFor();
      await open(page);
      if (!["checkpoints", "files", "gone"].includes(scene))
        await page.locator("[role=dialog], [role=alertdialog], [role=menu]").first().waitFor();
      if (scene === "text") await page.locator("[role=dialog] pre").first().waitFor();
      if (scene === "picture") await page.locator("[role=dialog] img").waitFor();
      if (process.env["MODELBASE_E2E_PICTURES"])
        await page.screenshot({
          path: join(
            process.env["MODELBASE_E2E_PICTURES"],
            `content-${scene}-${language}-${theme}-${width}.png`,
          ),
        });
      expect(other ? await axeInBoth(page, other) : await axe(page), scene).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      expect(wide, scene).toBe(false);
    }
  });
}

async function menu(page: Page, row: number, item: number): Promise<void> {
  await page.locator("main tbody button[aria-haspopup=menu]").nth(row).click();
  await page.getByRole("menuitem").nth(item).click();
  await page.locator("[role=dialog], [role=alertdialog]").first().waitFor();
}
