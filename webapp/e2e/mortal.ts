/** A Modelbase of a test's own that can be killed and started again on the same data and port. */
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { COMMAND, commandLine, dataFolder, ended, ownEnvironment, said, type Server } from "./server.ts";

export interface Mortal extends Server {
  kill: () => Promise<void>;
  revive: () => Promise<void>;
}

/** Start one. */
export async function startMortal(): Promise<Mortal> {
  const folder = dataFolder();
  let child = start(folder, "0");
  const printed = new URL((await said(child, /https?:\/\/\S+\/sign-in#code=\S+/))[0]);
  const token = readFileSync(join(folder, "local_token"), "utf8").trim();
  return {
    url: printed.origin,
    code: printed.hash.replace("#code=", ""),
    token,
    cli: commandLine(printed.origin, token),
    kill: async () => {
      const exit = new Promise((resolve) => {
        child.once("exit", resolve);
      });
      child.kill("SIGKILL");
      await exit;
    },
    revive: async () => {
      child = start(folder, printed.port);
      await said(child, /https?:\/\/\S+\/sign-in#code=\S+/);
    },
    stop: async () => {
      await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function start(folder: string, port: string): ChildProcess {
  const words = ["serve", "--port", port, "--data-dir", folder, "--workers", "1"];
  return spawn(COMMAND, words, { stdio: ["ignore", "pipe", "pipe"], env: ownEnvironment() });
}
