/** The real `modelbase login` in a terminal of its own: a home without tokens, and a browser that only notes the address. */
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { COMMAND } from "./server.ts";

export interface Terminal {
  /** What it has printed so far. */
  text: () => string;
  /** The address that it led the browser to, once it has. */
  opened: () => string;
  /** Waits for the end; its exit code. */
  ended: Promise<number>;
  close: () => void;
  home: string;
}

/** Run a command of `modelbase` in a home. */
export function terminal(words: string[], home = mkdtempSync(join(tmpdir(), "modelbase-home-"))): Terminal {
  const noted = join(home, "opened");
  const browser = join(home, "browser");
  writeFileSync(browser, `#!/bin/sh\nprintf %s "$1" > '${noted}.part' && mv '${noted}.part' '${noted}'\n`);
  chmodSync(browser, 0o700);
  const kept = Object.entries(process.env).filter(([name]) => !/^(MODELBASE_|XDG_)/.test(name));
  const env = { ...Object.fromEntries(kept), HOME: home, BROWSER: `${browser} %s` };
  const child = spawn(COMMAND, words, { env, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
  }
  return {
    text: () => text,
    opened: () => (existsSync(noted) ? ledTo(readFileSync(noted, "utf8")) : ""),
    ended: new Promise((resolve) => {
      child.once("close", (code) => resolve(code ?? -1));
    }),
    close: () => {
      child.kill();
      rmSync(home, { recursive: true, force: true });
    },
    home,
  };
}

/** Where a browser is after it opened an address: a sign-in address stands in a file that leads on to it. */
function ledTo(address: string): string {
  if (!address.startsWith("file:")) return address;
  const page = readFileSync(fileURLToPath(address), "utf8");
  const [, next = ""] = /href="([^"]+)"/.exec(page) ?? [];
  return next.replaceAll("&amp;", "&");
}
