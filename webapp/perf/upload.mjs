/**
 * A 5 GiB sparse file uploaded in a real browser to a real server that is killed twice: does it end with the right bytes,
 * how much is sent again, and does the page stay free. `npm run perf:upload -- [GiB]`; prints one line for each figure.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, openSync, ftruncateSync, closeSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { startMortal } from "../e2e/mortal.ts";

const GIB = 2 ** 30;
const size = Math.round(Number(process.argv[2] ?? 5) * GIB);
const folder = mkdtempSync(join(tmpdir(), "modelbase-perf-"));
const path = join(folder, "sparse.bin");
const file = openSync(path, "w");
ftruncateSync(file, size);
// Not every part is the same, so that one in the wrong place would be seen.
for (let at = 0; at < size; at += 16 * 2 ** 20) writeSync(file, `part at ${at}`, at);
closeSync(file);

const server = await startMortal();
const browser = await chromium.launch({
  executablePath: process.env.MODELBASE_E2E_BROWSER ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
try {
  const page = await browser.newPage();
  await page.addInitScript(() => {
    // What the browser calls long: over 50 ms. The page of the model, which comes in the end, is not counted.
    window.longTasks = [];
    new PerformanceObserver((list) =>
      window.longTasks.push(
        ...(location.pathname === "/upload" ? list.getEntries() : []).map((entry) =>
          Math.round(entry.duration),
        ),
      ),
    ).observe({ type: "longtask" });
  });
  const long = async () => {
    const found = await page.evaluate(() => window.longTasks.splice(0));
    return found.length === 0 ? "none" : `${found.length}, longest ${Math.max(...found)} ms`;
  };
  await page.goto(`${server.url}/sign-in#code=${server.code}`);
  await page.waitForURL(`${server.url}/`);
  const taken = [];
  page.on("response", (response) => {
    if (response.request().method() === "PUT" && response.status() === 200)
      taken.push(new URL(response.url()).searchParams.get("partNumber"));
  });
  await page.goto(`${server.url}/upload`);
  await page.locator("textarea").first().fill(`{"dataset": "perf", "arch": "sparse", "n": 1}`);
  const id = await page.locator("#upload-identity + div code").innerText();
  await page.evaluate(() => {
    window.longTasks.length = 0;
  });
  const begun = Date.now();
  await page.locator("input[type=file]").first().setInputFiles(path);
  // Asked four times a second: a locator that waits looks at every frame, which costs more than the page does.
  while (!(await page.evaluate(() => document.querySelector("main li [title^='SHA-256 ']") !== null)))
    await page.waitForTimeout(250);
  const hashed = Date.now();
  say("hashing", `${Math.round(size / 2 ** 20 / ((hashed - begun) / 1000))} MiB/s`);
  say("long tasks", `${await long()}, while hashing`);
  await page.locator("aside button").last().click();
  const sending = Date.now();
  const parts = Math.ceil(
    size / Math.max(16 * 2 ** 20, Math.min(64 * 2 ** 20, Math.ceil(size / 100 / 2 ** 20) * 2 ** 20)),
  );
  for (const share of [0.25, 0.6]) {
    while (taken.length < parts * share) await page.waitForTimeout(50);
    await server.kill();
    await server.revive();
    say("killed", `after ${taken.length} parts`);
  }
  await page.waitForURL(/tab=files/, { timeout: 900_000 });
  say("sending", `${((Date.now() - sending) / 1000).toFixed(0)} s, two restarts among them`);
  say("sent again", `${taken.length - new Set(taken).size} of ${parts} parts`);
  say("long tasks", `${await long()}, while sending`);
  const pulled = join(folder, "pulled");
  await server.cli("pull", id, "--to", pulled);
  execFileSync("cmp", [path, join(pulled, "sparse.bin")]);
  say("bytes", "the same after pull");
} finally {
  await browser.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

function say(what, told) {
  process.stdout.write(`${what.padEnd(12)} ${told}\n`);
}
