/** What every browser test has: a server, a signed-in page, and a list of everything the page did wrong. */
import { test as base, type BrowserContextOptions, type Page } from "@playwright/test";
import { push } from "./pushed.ts";
import { startServer, type Server } from "./server.ts";

type State = BrowserContextOptions["storageState"];

export const test = base.extend<{ faults: string[] }, { server: Server; signedIn: State; ids: string[] }>({
  server: [
    // Playwright needs to see which fixtures a fixture needs, so none are named by an empty pattern.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, provide) => {
      const server = await startServer();
      await provide(server);
      await server.stop();
    },
    { scope: "worker", timeout: 600_000 },
  ],
  // The one sign-in code is used in the browser, as a person would.
  signedIn: [
    async ({ browser, server }, provide) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`${server.url}/sign-in#code=${server.code}`);
      await page.waitForURL(`${server.url}/`);
      const state = await context.storageState();
      await context.close();
      await provide(state);
    },
    { scope: "worker", timeout: 60_000 },
  ],
  ids: [
    async ({ server }, provide) => {
      await provide([await push(server, 0.1), await push(server, 0.01), await push(server, 0.001)]);
    },
    { scope: "worker", timeout: 120_000 },
  ],
  storageState: async ({ signedIn }, provide) => provide(signedIn),
  baseURL: async ({ server }, provide) => provide(server.url),
  faults: async ({ page, server }, provide) => {
    const faults: string[] = [];
    await watch(page, server.url, faults);
    await provide(faults);
  },
});

export { expect } from "@playwright/test";

/** Note scripts that broke, breaches of the content policy, and requests that leave the server. */
async function watch(page: Page, home: string, faults: string[]): Promise<void> {
  await page.exposeFunction("noteBreach", (text: string) => faults.push(`policy: ${text}`));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const note = Reflect.get(window, "noteBreach") as (text: string) => void;
      note(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy/.test(message.text()))
      faults.push(message.text());
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(home) && !/^(data|blob):/.test(url) && !/127\.0\.0\.1|localhost/.test(url)) {
      faults.push(`left home: ${url}`);
    }
  });
}

/** Choose language and theme before the page is opened. */
export async function prefer(page: Page, language: "en" | "ko", theme: "light" | "dark"): Promise<void> {
  await page.addInitScript(
    (stored) => window.localStorage.setItem("modelbase.preferences", stored),
    JSON.stringify({ language, theme }),
  );
}
