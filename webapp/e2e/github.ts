/**
 * A team's server: people sign in through a fake GitHub (tests/fake_github) by the real OAuth code. `mona` is Admin,
 * `reader` may read, `stranger` belongs to nobody. A spec changes the server with `test.use({ settings: {…} })`.
 */
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "@playwright/test";
import { expect, test as journeys } from "./fixtures.ts";
import { COMMAND, commandLine, dataFolder, ended, said, type Server } from "./server.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const PYTHON = process.env.MODELBASE_PYTHON ?? join(ROOT, ".venv", "bin", "python");
const CLIENT = { id: "Iv1.fakefakefake", secret: "a-client-secret-canary-5d1f" };

/** Whether requests of a test come too fast is no question here. */
const UNLIMITED = {
  MODELBASE_REQUESTS_PER_SECOND: "5000",
  MODELBASE_STRANGER_REQUESTS_PER_SECOND: "5000",
  MODELBASE_GUESSES_PER_MINUTE: "9000",
};

export interface Account {
  login: string;
  number: number;
  name?: string;
  orgs?: Record<string, "active" | "pending">;
  teams?: string[];
}

/** What the fake does when it is told to, in the words of tests/fake_github. */
export interface Told {
  add?: Account[];
  /** Who sits at the browser. */
  present?: string;
  /** Beginnings of paths and how they misbehave: `{"/login": "502"}`. */
  fail?: Record<string, string>;
  /** All is well again, but for what is told to fail at the same time. */
  well?: boolean;
}

export interface FakeGitHub {
  url: string;
  tell: (told: Told) => Promise<void>;
  stop: () => Promise<void>;
}

export interface TeamServer extends Server {
  /** The link that makes its bearer the first Admin; used up by the first test that opens it. */
  first: string;
}

export const PEOPLE: Account[] = [
  { login: "mona", number: 1, name: "Mona Lisa", orgs: { acme: "active" }, teams: ["acme/core"] },
  { login: "reader", number: 2, name: "Rae Reader", orgs: { acme: "active" } },
  { login: "stranger", number: 3, name: "Sam Stranger" },
];

async function startGitHub(): Promise<FakeGitHub> {
  const child = spawn(PYTHON, [join(ROOT, "tests", "fake_github", "server.py"), "--port", "0"], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  const url = (await said(child, /http:\/\/\S+/))[0];
  const tell = async ({ well, ...told }: Told): Promise<void> => {
    if (well) await send({ well });
    await send(told);
  };
  const send = async (told: Told): Promise<void> => {
    const answer = await fetch(`${url}/_control`, { method: "POST", body: JSON.stringify(told) });
    if (!answer.ok) throw new Error(`the fake GitHub said ${answer.status}`);
  };
  await tell({ add: PEOPLE });
  return { url, tell, stop: async () => ended(child) };
}

async function startTeam(github: FakeGitHub, settings: Record<string, string>): Promise<TeamServer> {
  const folder = dataFolder();
  const kept = Object.entries(process.env).filter(([name]) => !/^(MODELBASE_|XDG_)/.test(name));
  const env = {
    ...Object.fromEntries(kept),
    ...UNLIMITED,
    HOME: folder,
    MODELBASE_GITHUB_URL: github.url,
    MODELBASE_GITHUB_CLIENT_ID: CLIENT.id,
    MODELBASE_GITHUB_CLIENT_SECRET: CLIENT.secret,
    MODELBASE_GITHUB_ORGS: "acme",
    MODELBASE_GITHUB_TEAM_ROLES: "acme/core=admin",
    ...settings,
  };
  const words = ["serve", "--port", "0", "--data-dir", join(folder, "data"), "--workers", "1"];
  const child = spawn(COMMAND, words, { env, stdio: ["ignore", "pipe", "pipe"] });
  const [first, answers] = await Promise.all([
    settings["MODELBASE_ADMINS"] ? [""] : said(child, /http:\/\/\S+\/sign-in#first=\S+/),
    said(child, /answers on (http:\/\/\S+)/),
  ]);
  const stop = async (): Promise<void> => {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  const url = answers[1]!;
  const token = "mb_nobody";
  return { url, first: first[0], code: "", token, cli: commandLine(url, token), stop };
}

/** Sign in through the fake GitHub, as a person would, and end at a path of the app. */
export async function signIn(page: Page, github: FakeGitHub, login: string, path = "/"): Promise<void> {
  await github.tell({ present: login, well: true });
  await page.goto(`/sign-in?next=${encodeURIComponent(path)}`);
  await page.getByRole("link", { name: "Continue with GitHub" }).click();
  await expect(page).toHaveURL((url) => url.pathname + url.search === path, { timeout: 60_000 });
}

/** Sign someone in without their page, and return their cookies and an API token of theirs. */
async function keysOf(
  browser: Browser,
  server: { url: string },
  github: FakeGitHub,
  login: string,
): Promise<{ state: BrowserContextOptions["storageState"]; token: string }> {
  const context = await browser.newContext({ baseURL: server.url, storageState: undefined });
  await github.tell({ present: login, well: true });
  await context.request.get("/auth/start");
  const scopes = login === "mona" ? ["read", "write", "admin"] : ["read"];
  const made = await context.request.post("/api/v1/tokens", {
    data: { name: `tests of ${login}`, scopes },
    headers: { Origin: server.url },
  });
  if (!made.ok()) throw new Error(`${login} has no token: ${made.status()} ${await made.text()}`);
  const { token } = (await made.json()) as { token: string };
  const state = await context.storageState();
  await context.close();
  return { state, token };
}

export const test = journeys.extend<
  { as: (login: string) => Promise<Page> },
  { settings: Record<string, string>; github: FakeGitHub; server: TeamServer }
>({
  settings: [{}, { option: true, scope: "worker" }],
  github: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, provide) => {
      const github = await startGitHub();
      await provide(github);
      await github.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  // `server.cli` is Mona's. Her sign-in leaves the link for the first Admin as it is: she is one by her team.
  server: [
    async ({ browser, github, settings }, provide) => {
      const team = await startTeam(github, settings);
      const { token } = await keysOf(browser, team, github, "mona");
      await provide({ ...team, token, cli: commandLine(team.url, token) });
      await team.stop();
    },
    { scope: "worker", timeout: 600_000 },
  ],
  // Nobody is signed in to begin with.
  storageState: { cookies: [], origins: [] },
  signedIn: [undefined, { scope: "worker" }],
  // A page of a browser of its own in which someone is signed in.
  as: async ({ browser, server, github }, provide) => {
    const pages: Page[] = [];
    await provide(async (login) => {
      const { state } = await keysOf(browser, server, github, login);
      const context = await browser.newContext({ baseURL: server.url, storageState: state });
      pages.push(await context.newPage());
      return pages.at(-1)!;
    });
    for (const page of pages) await page.context().close();
  },
});

export { expect } from "./fixtures.ts";
