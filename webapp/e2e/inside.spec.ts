/** What is inside the files of a model: tensors, a pickle that would run code, lineage; by mouse and by keyboard. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { axeInBoth } from "./axe.ts";
import { expect, prefer, test } from "./fixtures.ts";
import type { Server } from "./server.ts";

/** A safetensors file, as the format says: length, JSON, bytes. */
function safetensors(tensors: Record<string, number[]>): Buffer {
  let at = 0;
  const parts: Buffer[] = [];
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, values]) => {
      const data = Buffer.from(Float32Array.from(values).buffer);
      parts.push(data);
      const entry = { dtype: "F32", shape: [values.length], data_offsets: [at, at + data.length] };
      at += data.length;
      return [name, entry];
    }),
  );
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...parts]);
}

const EVIL = Buffer.from("cos\nsystem\n(S'touch /tmp/never'\ntR.");

async function pushed(server: Server, args: string[], files: Record<string, Buffer>, more: string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), "modelbase-inside-"));
  try {
    mkdirSync(join(folder, "files"));
    for (const [name, data] of Object.entries(files)) writeFileSync(join(folder, "files", name), data);
    await server.cli("push", join(folder, "files"), ...args, ...more);
    return (await server.cli("id", ...args)).trim().split(/\s/)[0]!;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("tensors are listed and compared, pickles are flagged, lineage is drawn", async ({
  page,
  server,
  faults,
}) => {
  const args = ["dataset=e2e", "arch=inside"];
  const weights = { "layer1.weight": [1, 2, 3], "layer1.bias": [1], "head.weight": [4, 5] };
  const files = { "model.safetensors": safetensors(weights), "evil.pt": EVIL };
  const base = await pushed(server, [...args, "lr=0.1"], files);
  const changed = { ...weights, "head.weight": [4, 6], extra: [0] };
  const child = await pushed(server, [...args, "lr=0.2"], { "model.safetensors": safetensors(changed) }, [
    "--parent",
    `${base}:finetuned`,
  ]);

  await page.goto(`/models/${base}?tab=files`);
  await expect(page.getByText("1 file of this checkpoint can run code when loaded")).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.getByText("os.system", { exact: true })).toBeVisible();
  await expect(page.getByText("nothing found")).toBeVisible();

  await page.getByRole("tab", { name: "Tensors" }).click();
  await expect(page.getByText("6 parameters")).toBeVisible();
  const field = page.getByLabel("Compare with");
  await field.fill(child);
  await field.press("Enter");
  await expect(page.getByRole("button", { name: "1 changed" })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("button", { name: "2 same" })).toBeVisible();
  await expect(page.getByRole("row", { name: /extra/ })).toContainText("added");
  await page.goBack();
  await expect(page.getByRole("treegrid", { name: "Tensors" })).toBeVisible();

  await page.goto(`/models/${child}?tab=lineage`);
  const graph = page.getByRole("region", { name: "Lineage graph" });
  await expect(graph.getByRole("link", { name: base })).toBeVisible();
  await page
    .getByRole("region", { name: "Made from", exact: true })
    .getByRole("link", { name: /Compare/ })
    .click();
  await expect(page).toHaveURL(/\/diff\?/);
  expect(faults).toEqual([]);
});

test("a model is marked bad by keyboard, and its child warns", async ({ page, server, faults }) => {
  const args = ["dataset=e2e", "arch=marked"];
  const base = await pushed(server, [...args, "lr=0.1"], { "a.bin": Buffer.from("1") });
  const child = await pushed(server, [...args, "lr=0.2"], { "a.bin": Buffer.from("2") }, ["--parent", base]);
  await page.goto(`/models/${base}`);
  await page.getByRole("button", { name: "More actions" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Mark…" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.getByRole("textbox", { name: "Why" }).focus();
  await page.keyboard.type("the labels were wrong");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Marked as bad" })).toContainText("the labels were wrong");
  await expect(page.getByRole("button", { name: "More actions" })).toBeFocused();
  await page.goto(`/models/${child}`);
  await expect(page.getByRole("region", { name: /made from is marked as bad/ })).toContainText(
    "the labels were wrong",
  );
  expect(faults).toEqual([]);
});

for (const [language, theme, other] of [
  ["en", "light", "dark"],
  ["ko", "dark", "light"],
] as const) {
  test(`axe finds nothing inside a model, ${language}, ${theme} and ${other}`, async ({ page, server }) => {
    const args = ["dataset=e2e", "arch=inside-axe"];
    const files = { "model.safetensors": safetensors({ "a.b": [1, 2], "a.c": [1] }), "evil.pt": EVIL };
    const base = await pushed(server, [...args, "lr=0.1"], files);
    const child = await pushed(server, [...args, "lr=0.2"], { "a.bin": Buffer.from("2") }, [
      "--parent",
      base,
    ]);
    await prefer(page, language, theme);
    for (const [path, ready] of [
      [`/models/${base}?tab=tensors`, "[role=treegrid]"],
      [`/models/${base}?tab=tensors&against=${child}`, "[aria-pressed]"],
      [`/models/${base}?tab=files`, "main details"],
      [`/models/${child}?tab=lineage`, ".react-flow__node a"],
    ] as const) {
      await page.goto(path);
      await page.locator(ready).first().waitFor({ timeout: 30_000 });
      expect(await axeInBoth(page, other), path).toEqual([]);
    }
  });
}
