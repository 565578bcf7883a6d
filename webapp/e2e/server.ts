/**
 * A Modelbase to test against: the one that the environment names, or one of our own that is stopped at the end.
 * Also runs the command line as a user of it.
 */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export const COMMAND =
  process.env.MODELBASE_COMMAND ?? join(import.meta.dirname, "..", "..", ".venv", "bin", "modelbase");
const START_MS = 120_000;
const MEMORY = "/dev/shm";
/** Bytes that must be free in memory before data is put there. */
const ROOM = 4 * 2 ** 30;

export interface Server {
  url: string;
  /** A sign-in code that was not used yet. */
  code: string;
  /** An API token of whom the command line runs as. */
  token: string;
  /** Run `modelbase` with these words; fails as the command does. */
  cli: (...words: string[]) => Promise<string>;
  stop: () => Promise<void>;
}

/** Make a folder for a server's data: in memory if there is room, as every write waits for the disk. */
export function dataFolder(): string {
  const free = existsSync(MEMORY) ? statfsSync(MEMORY) : { bavail: 0, bsize: 0 };
  const place = free.bavail * free.bsize > ROOM ? MEMORY : tmpdir();
  return mkdtempSync(join(place, "modelbase-e2e-"));
}

/** Find or start the server. */
export async function startServer(): Promise<Server> {
  const { MODELBASE_E2E_URL: url, MODELBASE_E2E_TOKEN: token } = process.env;
  if (url && token) {
    const code = process.env.MODELBASE_E2E_CODE ?? (await newCode(url, token));
    return { url, code, token, cli: commandLine(url, token), stop: async () => undefined };
  }
  const folder = dataFolder();
  const child = spawn(COMMAND, ["serve", "--port", "0", "--data-dir", folder, "--workers", "1"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: ownEnvironment(),
  });
  const printed = new URL((await said(child, /https?:\/\/\S+\/sign-in#code=\S+/))[0]);
  const ownToken = readFileSync(join(folder, "local_token"), "utf8").trim();
  return {
    url: printed.origin,
    code: printed.hash.replace("#code=", ""),
    token: ownToken,
    cli: commandLine(printed.origin, ownToken),
    stop: async () => {
      await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Without what is meant for these tests: the server refuses settings that it does not know. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^MODELBASE_(COMMAND|PYTHON|E2E_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

async function newCode(url: string, token: string): Promise<string> {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const answer = await fetch(`${url}/api/v1/session/codes`, { method: "POST", headers });
  if (!answer.ok) throw new Error(`no sign-in code: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { code: string }).code;
}

/** Wait until a process prints something of this form. */
export async function said(child: ChildProcess, wanted: RegExp): Promise<RegExpExecArray> {
  return await new Promise((resolve, reject) => {
    let text = "";
    const timer = setTimeout(() => reject(new Error(`${wanted.source} was not printed:\n${text}`)), START_MS);
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      const found = wanted.exec(text);
      if (found === null) return;
      clearTimeout(timer);
      resolve(found);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (status) => reject(new Error(`it ended with ${status}:\n${text}`)));
  });
}

/** End a process and wait until it has. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
  });
  child.kill("SIGTERM");
  await exit;
}

/** The command line of someone who has a token. */
export function commandLine(url: string, token: string): Server["cli"] {
  const run = promisify(execFile);
  const env = { ...process.env, MODELBASE_URL: url, MODELBASE_TOKEN: token };
  return async (...words) => (await run(COMMAND, words, { env })).stdout;
}
