/**
 * The browser tests: the system's Chromium against a real server. The server is named by MODELBASE_E2E_URL and
 * MODELBASE_E2E_TOKEN, or else started by e2e/server.ts.
 */
import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const SPEED = "speed.spec.ts";
export default defineConfig({
  testDir: "e2e",
  // One after the other: two at once, each with a server of its own, keep two processors so busy that the whole takes no
  // less time (18 minutes were measured, 12 before) and clicks time out. Files share a server in an order that is always
  // the same: which models they meet must not depend on chance.
  workers: 1,
  // What is measured runs after all the others, alone.
  projects: [
    { name: "journeys", testIgnore: SPEED },
    { name: "speed", testMatch: SPEED, dependencies: ["journeys"] },
  ],
  timeout: 180_000,
  // What passes at its second try only is named by scripts/run_tests.py, and more than three of it fail.
  retries: 1,
  // Generous: a machine that does much else at the same time is no fault of the page.
  expect: { timeout: 30_000 },
  reporter: "list",
  forbidOnly: true,
  use: {
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    trace: "on-first-retry",
    launchOptions: {
      executablePath: process.env.MODELBASE_E2E_BROWSER ?? BROWSERS.find((path) => existsSync(path)),
      // As root there is no sandbox; without the rest Chromium waits for look-ups that lead nowhere.
      args: [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-sync",
        "--no-first-run",
        "--disable-features=OptimizationHints,MediaRouter,Translate",
      ],
    },
  },
});
