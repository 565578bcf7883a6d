/** The app below a path of a host that serves other programs too, behind a proxy that cuts the path off. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { createServer, request, type Server as Listener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test as base } from "@playwright/test";
import { BYTES, push } from "./pushed.ts";
import { COMMAND, commandLine, dataFolder, ended, ownEnvironment, said, type Server } from "./server.ts";

const ROOT = "/team/registry";

interface Stripping {
  port: number;
  /** The port to which requests below the path go; all others are answered with 404. */
  to: number;
  /** Requests that left the path. */
  astray: string[];
  close: () => void;
}

/** A proxy that passes on what lies below the path, without the path. */
async function startProxy(): Promise<Stripping> {
  const to = await freePort();
  const astray: string[] = [];
  const proxy = createServer((asked, answer) => {
    const address = asked.url ?? "/";
    if (address !== ROOT && !address.startsWith(`${ROOT}/`)) {
      astray.push(address);
      answer.writeHead(404).end();
      return;
    }
    const { method, headers } = asked;
    const path = address.slice(ROOT.length) || "/";
    const onward = request({ host: "127.0.0.1", port: to, path, method, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.rawHeaders);
      got.pipe(answer);
    });
    onward.on("error", (error) => answer.destroy(error));
    asked.pipe(onward);
  });
  const port = await listening(proxy);
  const close = (): void => {
    proxy.closeAllConnections();
    proxy.close();
  };
  return { port, to, astray, close };
}

async function listening(server: Listener): Promise<number> {
  await new Promise<void>((done) => {
    server.listen(0, "127.0.0.1", done);
  });
  return (server.address() as AddressInfo).port;
}

/** A port that was free a moment ago: a server that is told its address is not asked for a port. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((done) => {
    server.close(done);
  });
  return port;
}

const test = base.extend<object, { server: Server & { astray: string[] } }>({
  server: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, provide) => {
      const proxy = await startProxy();
      const folder = dataFolder();
      const url = `http://127.0.0.1:${proxy.port}${ROOT}`;
      const child = spawn(
        COMMAND,
        ["serve", "--port", String(proxy.to), "--data-dir", folder, "--workers", "1"],
        {
          stdio: ["ignore", "pipe", "pipe"],
          env: { ...ownEnvironment(), MODELBASE_URL: url },
        },
      );
      const printed = await said(child, /(http:\/\/\S+)\/sign-in#code=(\S+)/);
      expect(printed[1]).toBe(url);
      const token = readFileSync(join(folder, "local_token"), "utf8").trim();
      const stop = async (): Promise<void> => {
        await ended(child);
        proxy.close();
        rmSync(folder, { recursive: true, force: true });
      };
      await provide({
        url,
        code: printed[2]!,
        token,
        cli: commandLine(url, token),
        stop,
        astray: proxy.astray,
      });
      await stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

test("signing in, the table, a model's page and a download stay below the path", async ({ page, server }) => {
  const id = await push(server, 0.1);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
  });

  // A page that needs a person leads to the sign-in below the path.
  await page.goto(`${server.url}/account`);
  await expect(page).toHaveURL(`${server.url}/sign-in?next=/account`);
  faults.length = 0; // who is not signed in yet was refused
  await page.goto(`${server.url}/sign-in#code=${server.code}`);
  await expect(page).toHaveURL(`${server.url}/`);
  const cookies = await page.context().cookies(server.url);
  expect(cookies.map((cookie) => cookie.path)).toEqual(cookies.map(() => ROOT));
  expect(cookies).not.toEqual([]);

  await page.getByRole("grid").getByRole("link", { name: id }).click();
  await expect(page).toHaveURL(`${server.url}/models/${id}`);
  await page.reload();
  await page.getByRole("tab", { name: "Files" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download model.bin" }).click(),
  ]);
  const got = createHash("sha256").update(readFileSync(await download.path()));
  expect(got.digest("hex")).toBe(createHash("sha256").update(BYTES).digest("hex"));

  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(`${server.url}/`);
  await page.getByRole("link", { name: "Trash" }).click();
  await expect(page).toHaveURL(`${server.url}/trash`);
  expect(faults).toEqual([]);
  expect(server.astray.filter((address) => address !== "/favicon.ico")).toEqual([]);
});
