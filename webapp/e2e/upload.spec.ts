/** Upload in the browser: the bytes arrive, through a killed server and a reload, by mouse and by keyboard. */
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { axeInBoth } from "./axe.ts";
import { expect, prefer, test } from "./fixtures.ts";
import { startMortal } from "./mortal.ts";
import { countParts, slow } from "./sending.ts";

const MIB = 2 ** 20;
let folder = "";

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "modelbase-upload-"));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, size: number): string {
  const path = join(folder, name);
  writeFileSync(path, randomBytes(size));
  return path;
}

function hashOf(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

function args(seed: number): string {
  return `{"dataset": "upload", "arch": "tiny", "lr": 1.0, "steps": 1152921504606846977, "n": ${seed}}`;
}

async function choose(page: Page, name: string, files: string[]): Promise<void> {
  await page.locator(`input[type=file][aria-label="${name}"]`).setInputFiles(files);
}

test("files uploaded by mouse come back as the same bytes", async ({ page, server, faults }) => {
  const [large, small] = [file("model.safetensors", 40 * MIB), file("notes.txt", 1000)];
  await page.goto("/");
  await page.getByRole("link", { name: "Upload", exact: true }).click();
  await choose(page, "Choose files", [large, small]);
  await expect(page.getByText("2 files, 40 MiB")).toBeVisible();
  await page.getByRole("textbox", { name: "Args" }).fill(args(1));
  const id = page.locator("#upload-identity + div code");
  await expect(id).toHaveText(/^upload\/tiny:[0-9a-f]{9}$/);
  await expect(page.getByText("New", { exact: true })).toBeVisible();
  const promised = await id.innerText();
  await page.getByRole("textbox", { name: "Metrics" }).fill("val.top1=76.1");
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/models/${promised}\\?tab=files`), { timeout: 60_000 });
  await expect(page.getByTitle(hashOf(large))).toBeVisible();
  const into = join(folder, "pulled");
  mkdirSync(into);
  await server.cli("pull", promised, "--to", into);
  expect(hashOf(join(into, "model.safetensors"))).toBe(hashOf(large));
  expect(hashOf(join(into, "notes.txt"))).toBe(hashOf(small));
  // The numbers of the args are those that were typed.
  await page.getByRole("tab", { name: "Args" }).click();
  await expect(page.getByRole("row", { name: /^lr/ })).toContainText("1.0");
  await expect(page.getByRole("row", { name: /^steps/ })).toContainText("1152921504606846977");

  // The same again, to the same model: nothing is sent.
  await page.getByRole("link", { name: "New checkpoint" }).click();
  await expect(page).toHaveURL(/\/upload\?model=upload/);
  const { taken } = countParts(page);
  await choose(page, "Choose files", [large, file("other.txt", 10)]);
  await page.getByRole("textbox", { name: "Label" }).fill("again");
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await expect(page).toHaveURL(/tab=files&checkpoint=again/, { timeout: 60_000 });
  expect(taken).toEqual(["whole"]);
  expect(faults).toEqual([]);
});

test("a credential in the args is sent to no model until the person says that it is none", async ({
  page,
  server,
  faults,
}) => {
  const token = "hf_aBcDeFgHiJkLmNoPqRsTuVwXyZ012345678";
  const withSecret = (n: number): string => args(n).replace("}", `, "hub": {"hub_token": "${token}"}}`);
  await page.goto("/upload");
  await choose(page, "Choose files", [file("secret.txt", 100)]);
  await page.getByRole("textbox", { name: "Args" }).fill(withSecret(10));
  const notice = page.getByRole("alert");
  await expect(notice).toContainText("hub.hub_token");
  await expect(notice).not.toContainText(token);
  const upload = page.getByRole("button", { name: "Upload", exact: true });
  await expect(upload).toBeDisabled();
  await notice.getByRole("checkbox", { name: "It is no secret" }).check();
  await expect(upload).toBeEnabled();
  // It was said of those args: others are asked about again, and without the credential there is no question.
  await page.getByRole("textbox", { name: "Args" }).fill(withSecret(11));
  await expect(notice.getByRole("checkbox")).not.toBeChecked();
  await expect(upload).toBeDisabled();
  await page.getByRole("textbox", { name: "Args" }).fill(args(11));
  await expect(notice).toHaveCount(0);
  await upload.click();
  await expect(page).toHaveURL(/tab=files/, { timeout: 60_000 });
  const keys = await server.cli("keys");
  expect(keys).toContain("steps");
  expect(keys).not.toContain("hub_token");
  expect(faults).toEqual([]);
});

test("a reload in the middle loses nothing that was sent", async ({ page, server, faults }) => {
  const large = file("reload.bin", 96 * MIB);
  await page.goto("/upload");
  const { taken } = countParts(page);
  await choose(page, "Choose files", [large]);
  await page.getByRole("textbox", { name: "Args" }).fill(args(2));
  await expect(page.locator("#upload-identity + div code")).toBeVisible();
  await slow(page, 12 * MIB);
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await expect.poll(() => taken.length, { timeout: 60_000 }).toBeGreaterThan(0);
  page.on("dialog", (dialog) => void dialog.accept());
  await page.reload();
  const before = taken.length;
  await expect(page.getByRole("heading", { name: "1 unfinished upload" })).toBeVisible();
  await choose(page, "Resume the upload to " + (await modelOf(page)), [large]);
  await expect(page).toHaveURL(/tab=files/, { timeout: 60_000 });
  expect(before).toBeGreaterThan(0);
  // Each of the six parts went once; one that the store took while the page went away was not seen to arrive.
  expect(taken.length).toBeLessThanOrEqual(6);
  await page.goto("/upload");
  await expect(page.getByText(/unfinished upload/)).toHaveCount(0);
  await expect(page.getByTitle(hashOf(large))).toHaveCount(0);
  expect(await server.cli("ls", "--csv")).toContain("upload/tiny");
  expect(faults).toEqual([]);
});

async function modelOf(page: Page): Promise<string> {
  return await page.locator("#upload-unfinished ~ ul code").first().innerText();
}

test("pausing holds, and going on finishes", async ({ page, faults }) => {
  const large = file("pause.bin", 48 * MIB);
  await page.goto("/upload");
  await choose(page, "Choose files", [large]);
  await page.getByRole("textbox", { name: "Args" }).fill(args(3));
  await expect(page.locator("#upload-identity + div code")).toBeVisible();
  await slow(page, 2 * MIB);
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByRole("heading", { name: "Paused" })).toBeVisible();
  // Another page and back: it is still there.
  await page.getByRole("link", { name: "Trash" }).click();
  await page.getByRole("link", { name: "Upload", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Paused" })).toBeVisible();
  await slow(page, -1);
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page).toHaveURL(/tab=files/, { timeout: 60_000 });
  expect(faults).toEqual([]);
});

test("a server that is killed in the middle is waited for", async ({ browser }) => {
  test.setTimeout(300_000);
  const server = await startMortal();
  try {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${server.url}/sign-in#code=${server.code}`);
    await page.waitForURL(`${server.url}/`);
    const large = file("killed.bin", 128 * MIB);
    const { taken } = countParts(page);
    await page.goto(`${server.url}/upload`);
    await choose(page, "Choose files", [large]);
    await page.getByRole("textbox", { name: "Args" }).fill(args(4));
    const id = await page.locator("#upload-identity + div code").innerText();
    await slow(page, 12 * MIB);
    await page.getByRole("button", { name: "Upload", exact: true }).click();
    await expect.poll(() => taken.length, { timeout: 60_000 }).toBeGreaterThan(0);
    await server.kill();
    await expect(page.getByText(/The server does not answer/)).toBeVisible({ timeout: 60_000 });
    await server.revive();
    await expect(page).toHaveURL(/tab=files/, { timeout: 120_000 });
    // At most the parts that were on their way, one for each worker, went twice.
    expect(taken.length - 8).toBeLessThanOrEqual(4);
    const into = join(folder, "killed");
    mkdirSync(into);
    await server.cli("pull", id, "--to", into);
    expect(hashOf(join(into, "killed.bin"))).toBe(hashOf(large));
  } finally {
    await server.stop();
  }
});

test("the keyboard alone uploads", async ({ page, ids, faults }) => {
  const small = file("keys.bin", 2 * MIB);
  // Listening begins here: a browser that is asked to hand choosers over right before the key may still open its own.
  page.on("filechooser", (chooser) => void chooser.setFiles([small]));
  await page.goto("/");
  await expect(page.getByRole("grid")).toContainText(ids[0]!.split(":")[1]!);
  // The shortcut is there as soon as the server has said who asks.
  await page.getByRole("link", { name: "Upload", exact: true }).waitFor();
  await page.keyboard.press("u");
  await expect(page.getByRole("heading", { name: "Upload", level: 1 })).toBeVisible();
  const tabTo = async (name: string): Promise<void> => {
    for (let at = 0; at < 60; at += 1) {
      await page.keyboard.press("Tab");
      const found = await page.evaluate(() => {
        const focused = document.activeElement as HTMLElement | null;
        const labels = focused instanceof HTMLTextAreaElement ? focused.labels : null;
        const by = document.getElementById(focused?.getAttribute("aria-labelledby") ?? "-");
        return (
          focused?.getAttribute("aria-label") ?? labels?.[0]?.innerText ?? by?.innerText ?? focused?.innerText
        );
      });
      if (found?.trim() === name) return;
    }
    throw new Error(`Tab never reached ${name}`);
  };
  await tabTo("Choose files");
  await page.keyboard.press("Enter");
  await expect(page.getByText("keys.bin")).toBeVisible();
  await tabTo("Args");
  await page.keyboard.insertText(args(5));
  await expect(page.locator("#upload-identity + div code")).toBeVisible();
  await tabTo("Upload");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/tab=files/, { timeout: 60_000 });
  expect(faults).toEqual([]);
});

for (const [language, theme, other] of [
  ["en", "light", "dark"],
  ["ko", "dark", "light"],
] as const) {
  test(`axe finds nothing while it is filled in and sent, ${language}, ${theme} and ${other}`, async ({
    page,
    faults,
  }) => {
    await prefer(page, language, theme);
    await page.goto("/upload");
    const large = file(`axe-${language}.bin`, 40 * MIB);
    await page
      .locator("input[type=file]")
      .first()
      .setInputFiles([large, file("args.json", 10)]);
    await page.locator("textarea").first().fill('{"lr": 1.0}');
    await expect(page.locator("aside input").first()).toBeVisible();
    expect.soft(await axeInBoth(page, other), "form").toEqual([]);
    expect.soft(await lost(page), "form on a phone").toBe(0);
    await page
      .locator("textarea")
      .first()
      .fill(args(Math.floor(Math.random() * 1e9)));
    await expect(page.locator("#upload-identity + div code")).toBeVisible();
    await slow(page, MIB);
    await page.locator("aside button").last().click();
    await expect(page.locator("main [role=progressbar]").first()).toBeVisible();
    // The page has the other theme since it was looked at before.
    expect.soft(await axeInBoth(page, theme), "sending").toEqual([]);
    expect.soft(await lost(page), "sending on a phone").toBe(0);
    expect(faults).toEqual([]);
  });
}

/** How many pixels are out of sight on a narrow screen. */
async function lost(page: Page): Promise<number> {
  await page.setViewportSize({ width: 320, height: 640 });
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  await page.setViewportSize({ width: 1440, height: 900 });
  return over;
}
