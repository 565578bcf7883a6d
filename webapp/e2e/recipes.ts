/**
 * The published recipes as models of a server: registered through the API with their scores, all with one small file,
 * which is sent once. Four at a time, as a client would.
 */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Server } from "./server.ts";

export interface Recipe {
  name: string;
  dataset: string;
  metrics: Record<string, number>;
  args: { optim_wrapper?: { optimizer?: { type?: string } } };
}

const DATA = join(import.meta.dirname, "..", "..", "tests", "data", "mmpretrain-recipes.jsonl.gz");
const AT_ONCE = 4;
const BYTES = "the weights of every recipe";

/** All of them. */
export function recipes(): Recipe[] {
  const lines = gunzipSync(readFileSync(DATA)).toString("utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Recipe);
}

/** What is sent for a recipe: those that only differ in what they were trained from are told apart by their name. */
function argsOf({ name, args }: Recipe): object {
  return { ...args, recipe: name };
}

type Named = (one: Recipe) => string;

/** Register them with their metrics; the first by the command line, which sends the file. `named` is the architecture. */
export async function pushAll(
  server: Server,
  all: readonly Recipe[],
  named: Named = () => "net",
): Promise<void> {
  await pushFirst(server, all[0]!, named(all[0]!));
  const left = all.slice(1);
  const work = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift())
      await register(server, one, named(one));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function pushFirst(server: Server, one: Recipe, architecture: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "modelbase-recipe-"));
  try {
    const [args, file] = [join(folder, "args.json"), join(folder, "model.bin")];
    writeFileSync(args, JSON.stringify(argsOf(one)));
    writeFileSync(file, BYTES);
    const named = ["--dataset", one.dataset, "--arch", architecture, "--title", one.name];
    const scores = Object.entries(one.metrics).flatMap(([key, value]) => ["--metric", `"${key}"=${value}`]);
    await server.cli("push", file, "--args", args, ...named, ...scores);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function register(server: Server, one: Recipe, architecture: string): Promise<void> {
  const { name: title, dataset, metrics } = one;
  const model = await post(server, "models", { args: argsOf(one), dataset, architecture, title });
  const at = `models/${String(model["id"])}/checkpoints`;
  const sha256 = createHash("sha256").update(BYTES).digest("hex");
  const files = [{ path: "model.bin", size: Buffer.byteLength(BYTES), sha256 }];
  const { upload } = (await post(server, at, { files, metrics })) as { upload: { id: string } | null };
  if (upload !== null) await post(server, `${at}/${upload.id}/commit`, {});
}

async function post(server: Server, path: string, body: object): Promise<Record<string, unknown>> {
  const headers = { Authorization: `Bearer ${server.token}`, "Content-Type": "application/json" };
  const url = `${server.url}/api/v1/${path}`;
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}
