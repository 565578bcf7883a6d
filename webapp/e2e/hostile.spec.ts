/**
 * Published ways to run a script or to be told of a reader, in every text that someone may give: README, title, tags,
 * args, metrics, file names, a person's name. A listener of our own counts who came; nobody may, and no script may run.
 */
import { createServer, type Server as Listener } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { expect, test as team } from "./github.ts";
import { FILES, PICTURES, pushed, RUN } from "./hostileCorpus.ts";
import { TAB_CONTENT } from "./seen.ts";

interface Beacon {
  url: string;
  hits: string[];
}

const test = team.extend<object, { beacon: Beacon; hostile: string[] }>({
  beacon: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, provide) => {
      const hits: string[] = [];
      const listener: Listener = createServer((request, response) => {
        hits.push(request.url ?? "");
        response.end();
      }).listen(0, "127.0.0.1");
      await new Promise((resolve) => listener.once("listening", resolve));
      await provide({ url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`, hits });
      await new Promise((resolve) => listener.close(resolve));
    },
    { scope: "worker" },
  ],
  hostile: [
    async ({ server, beacon }, provide) => {
      const push = async (lr: number): Promise<string> => pushed(server.cli, beacon.url, lr);
      await provide([await push(0.1), await push(0.2)]);
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

/** What of a page would run or lead astray if someone touched it. */
async function dangerous(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const element of document.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        if (name.startsWith("on") || name === "ping" || name === "srcdoc") found.push(`${name} ${value}`);
        const address = /^(href|src|action|formaction|data|poster|xlink:href)$/.test(name);
        if (address && /^\P{L}*(javascript:|vbscript:|data:text|file:)/iu.test(value)) found.push(value);
      }
    }
    for (const element of document.querySelectorAll(".markdown [id], .markdown [name]")) {
      const label = element.getAttribute("id") ?? element.getAttribute("name") ?? "";
      if (!label.startsWith("user-content-")) found.push(`id ${label}`);
    }
    const forbidden = "script, iframe, object, embed, form, style, link, meta, base, video, audio, [style]";
    for (const element of document.querySelectorAll(`.markdown :is(${forbidden})`))
      found.push(element.outerHTML);
    return found;
  });
}

const PLACES: [string, (ids: string[]) => string, string][] = [
  ["the table", () => "/?columns=title,tags,args.link,args.deep", "[role=row] a[title]"],
  ...["readme", "args", "metrics", "files", "checkpoints", "use"].map(
    (tab): [string, (ids: string[]) => string, string] => [
      tab,
      (ids) => `/models/${ids[0]}?tab=${tab}`,
      TAB_CONTENT,
    ],
  ),
  ["comparing", (ids) => `/diff?id=${ids[0]}&id=${ids[1]}`, "[role=treegrid] [role=row]"],
];

/** Whatever a page asks of the listener, also what the content policy stops on the way, and every breach of the policy. */
async function watched(page: Page, beacon: Beacon): Promise<{ asked: string[]; breaches: string[] }> {
  const asked: string[] = [];
  const breaches: string[] = [];
  page.on("request", (request) => {
    if (request.url().startsWith(beacon.url)) asked.push(request.url());
  });
  page.on("dialog", (dialog) => {
    breaches.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.exposeFunction("noteBreach", (text: string) => breaches.push(text));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      (Reflect.get(window, "noteBreach") as (text: string) => void)(
        `${event.violatedDirective} ${event.blockedURI}`,
      );
    });
  });
  return { asked, breaches };
}

test("no hostile text runs a script, tells anybody, or leaves a trap", async ({ as, beacon, hostile }) => {
  const page = await as("mona");
  const { asked, breaches } = await watched(page, beacon);
  for (const [name, path, ready] of PLACES) {
    await test.step(name, async () => {
      await page.goto(path(hostile));
      await page.locator(ready).first().waitFor();
      await page.waitForLoadState("networkidle");
      expect(await page.evaluate(() => Reflect.get(window, "__xss")), name).toBeUndefined();
      expect.soft(await dangerous(page), name).toEqual([]);
    });
  }
  expect(asked).toEqual([]);
  expect(beacon.hits).toEqual([]);
  expect(breaches).toEqual([]);
});

test("a hostile name of a person is only a name", async ({ as, github, beacon, hostile }) => {
  expect(hostile).toHaveLength(2);
  const name = `<img src=${beacon.url}/name onerror=${RUN}>`;
  await github.tell({
    add: [{ login: "evil", number: 66, name, orgs: { acme: "active" }, teams: ["acme/core"] }],
  });
  const evil = await as("evil");
  await evil.goto("/account");
  await expect(evil.getByText(name)).toBeVisible();
  const page = await as("mona");
  const { asked, breaches } = await watched(page, beacon);
  await page.goto("/admin");
  await expect(page.getByText(name).first()).toBeVisible();
  await quiet(page);
  // A token's name is free text, and stands in the audit log.
  const made = await page.evaluate(
    (text) =>
      fetch("/api/v1/tokens", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ name: text, scopes: ["read"] }),
      }).then((answer) => answer.status),
    name,
  );
  expect(made).toBe(201);
  await page.goto("/account");
  await expect(page.getByText(name).first()).toBeVisible();
  await quiet(page);
  await page.goto("/admin/audit");
  await expect(page.getByText(name).first()).toBeVisible();
  for (const record of await page.locator("main details summary").all()) await record.click();
  await quiet(page);
  await quiet(evil);
  expect(asked).toEqual([]);
  expect(breaches).toEqual([]);
  expect(beacon.hits).toEqual([]);
});

/** Nothing has run, and nothing waits to be touched. */
async function quiet(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  expect(await page.evaluate(() => Reflect.get(window, "__xss"))).toBeUndefined();
  expect(await dangerous(page)).toEqual([]);
}

test("a file that is a page or a picture is looked into as text, or not at all", async ({
  as,
  beacon,
  hostile,
}) => {
  const page = await as("mona");
  const { asked, breaches } = await watched(page, beacon);
  await page.goto(`/models/${hostile[0]}?tab=files`);
  for (const name of [...FILES, ...PICTURES]) {
    await test.step(name, async () => {
      await page.getByRole("button", { name, exact: true }).click();
      const dialog = page.getByRole("dialog");
      if (PICTURES.includes(name)) await expect(dialog.getByText(/cannot read this picture/)).toBeVisible();
      else await expect(dialog.getByRole("region", { name, exact: true })).toContainText("<script>");
      expect(await dialog.locator("img, svg:not([aria-hidden]), iframe, object, script").count()).toBe(0);
      await quiet(page);
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "hidden" });
    });
  }
  expect(asked).toEqual([]);
  expect(breaches).toEqual([]);
  expect(beacon.hits).toEqual([]);
});

test("a file that is a page is saved, never opened", async ({ as, server, beacon, hostile }) => {
  const page = await as("mona");
  for (const name of FILES) {
    const path = `/api/v1/models/${hostile[0]}/checkpoints/last/files/${encodeURIComponent(name)}`;
    const answer = await page.request.get(path);
    expect(answer.status(), name).toBe(200);
    expect(new URL(answer.url()).origin).not.toBe(new URL(server.url).origin);
    expect(answer.headers()["content-disposition"], name).toMatch(/^attachment;/);
    expect(answer.headers()["content-type"] ?? "", name).toMatch(/^(application|binary)\/octet-stream/);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.goto(path).catch((error: Error) => expect(error.message).toMatch(/download|ERR_ABORTED/i)),
    ]);
    await download.cancel();
  }
  expect(beacon.hits).toEqual([]);
});
