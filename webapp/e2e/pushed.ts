/** Models to look at, pushed by the command line as a person would; one of them with a hostile README. */
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Server } from "./server.ts";

const README = [
  "# Seen in a browser",
  "<script>window.__xss = 1</script><img src=x onerror='window.__xss=1'>",
  "<svg onload='window.__xss=1'></svg> <p style='color:red' id='root'>text</p>",
  "![spy](https://spy.example/pixel.png) [x](javascript:window.__xss=1)",
  "<iframe srcdoc='<script>parent.__xss=1</script>'></iframe><form action='/api/v1/session'><input name=code></form>",
].join("\n\n");

/** The bytes of every pushed file. */
export const BYTES = randomBytes(300_000);

/** Push one model and return its ID. */
export async function push(server: Server, lr: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "modelbase-push-"));
  try {
    mkdirSync(join(folder, "weights"));
    writeFileSync(join(folder, "weights", "model.bin"), BYTES);
    writeFileSync(join(folder, "README.md"), README);
    const args = join(folder, "args.json");
    const optimizer = `{"lr": ${lr}, "betas": [0.9, 0.999]}`;
    const rest = '"steps": 1152921504606846977, "decay": 1.0, "num_workers": 4';
    writeFileSync(args, `{"dataset": "e2e", "arch": "tiny", "optimizer": ${optimizer}, ${rest}}`);
    const extra = ["--metric", `top1=${70 + lr}`, "--title", `Learning rate ${lr}`, "--tag", "e2e"];
    await server.cli(
      "push",
      join(folder, "weights"),
      "--args",
      args,
      "--readme",
      join(folder, "README.md"),
      ...extra,
    );
    return (await server.cli("id", "--args", args)).trim().split(/\s/)[0]!;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
