/** What "Use" tells is copied and run as it stands: by an account, by a stranger of a public model, by who holds a link. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { expect, test as team, type TeamServer } from "./github.ts";
import { COMMAND } from "./server.ts";

const run = promisify(execFile);
const LIGHTNING = "import torch\n\n\nclass LightningModule(torch.nn.Module):\n    pass\n";
const NOTES = "it's $HOME & 한글.txt";

/** Two tensors of a linear layer, as the format of safetensors says: length, JSON, bytes. */
function weights(): Buffer {
  const header = Buffer.from(
    JSON.stringify({
      weight: { dtype: "F32", shape: [1, 2], data_offsets: [0, 8] },
      bias: { dtype: "F32", shape: [1], data_offsets: [8, 12] },
    }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.from(Float32Array.from([1, 2, 3]).buffer)]);
}

async function pushed(server: TeamServer, lr: number, more: string[] = []): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "modelbase-use-"));
  try {
    mkdirSync(join(folder, "files"));
    writeFileSync(join(folder, "files", "model.safetensors"), weights());
    writeFileSync(join(folder, "files", NOTES), "notes");
    const args = ["dataset=e2e", "arch=used", `lr=${lr}`];
    await server.cli("push", join(folder, "files"), ...args, ...more);
    return (await server.cli("id", ...args)).trim().split(/\s/)[0]!;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The text of a snippet, as the button beside it copies it. */
async function snippet(page: Page, title: string): Promise<string> {
  const section = page.getByRole("region", { name: title, exact: true });
  return await section.locator("pre").innerText();
}

/** Run a text in a folder of its own where nobody is signed in; `look` sees the folder before it goes. */
async function paste(
  kind: "sh" | "python",
  code: string,
  env: Record<string, string>,
  look: (folder: string, said: string) => void,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "modelbase-paste-"));
  const kept = Object.entries(process.env).filter(([name]) => !/^(MODELBASE_|XDG_)/.test(name));
  const bin = dirname(COMMAND);
  writeFileSync(join(folder, "lightning.py"), LIGHTNING);
  const whole = {
    ...Object.fromEntries(kept),
    HOME: folder,
    PATH: `${bin}${delimiter}${process.env["PATH"]}`,
    PYTHONPATH: [process.env["PYTHONPATH"], folder].filter(Boolean).join(delimiter),
    ...env,
  };
  try {
    const [command, flag] = kind === "sh" ? ["sh", "-ec"] : [join(bin, "python"), "-c"];
    const { stdout } = await run(command, [flag, code], { cwd: folder, env: whole });
    look(folder, stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function hasFiles(id: string): (folder: string) => void {
  return (folder) => {
    const made = join(folder, id.replace(/[/:]/g, "-"));
    expect(readFileSync(join(made, "model.safetensors")).equals(weights())).toBe(true);
    expect(readFileSync(join(made, NOTES), "utf8")).toBe("notes");
  };
}

const test = team.extend({});
test.use({ settings: { MODELBASE_ALLOW_ANONYMOUS: "true" } });

test("what an account copies works with a token of it", async ({ as, server, faults }) => {
  test.setTimeout(240_000);
  const id = await pushed(server, 0.1);
  const page = await as("mona");
  await page.goto(`/models/${id}?tab=use`);
  const env = { MODELBASE_TOKEN: server.token };
  await paste("sh", await snippet(page, "Command line"), env, hasFiles(id));
  await paste("sh", await snippet(page, "curl"), env, hasFiles(id));
  const python = await snippet(page, "Python");
  await paste("python", `${python}\nprint(args["lr"], sorted(weights))`, env, (_, said) =>
    expect(said.trim()).toBe("0.1 ['bias', 'weight']"),
  );
  const lightning = await snippet(page, "Lightning");
  const tried = "print(Pretrained(torch.nn.Linear(2, 1))(torch.ones(1, 2)).item())";
  await paste("python", `${lightning}\n${tried}`, env, (_, said) => expect(said.trim()).toBe("6.0"));
  expect(faults).toEqual([]);
});

test("what a stranger copies of a public model works without any token", async ({ page, server }) => {
  test.setTimeout(240_000);
  const id = await pushed(server, 0.2, ["--public"]);
  await page.goto(`/models/${id}?tab=use`);
  const curl = await snippet(page, "curl");
  expect(curl).not.toMatch(/TOKEN|SHARE/);
  await paste("sh", curl, {}, hasFiles(id));
  await paste("sh", await snippet(page, "Command line"), {}, hasFiles(id));
  const python = await snippet(page, "Python");
  await paste("python", `${python}\nprint(len(weights))`, {}, (_, said) => expect(said.trim()).toBe("2"));
});

test("what someone with a link copies works with the secret of the link", async ({ page, server }) => {
  test.setTimeout(240_000);
  const id = await pushed(server, 0.3);
  const said = await server.cli("share", id, "--link");
  const secret = /mbs_[\w-]{43}/.exec(said)![0];
  await page.goto(`/s/${secret}`);
  await page.waitForURL((url) => url.pathname === `/models/${id}`);
  await page.getByRole("tab", { name: "Use" }).click();
  const curl = await snippet(page, "curl");
  expect(curl).not.toContain(secret);
  const env = { MODELBASE_SHARE: secret };
  await paste("sh", curl, env, hasFiles(id));
  await paste("sh", await snippet(page, "Command line"), env, hasFiles(id));
  const python = await snippet(page, "Python");
  expect(python).not.toContain(secret);
  await paste("python", `${python}\nprint(args["lr"], sorted(weights))`, env, (_, out) =>
    expect(out.trim()).toBe("0.3 ['bias', 'weight']"),
  );
  await expect(
    paste("sh", curl, { MODELBASE_SHARE: "mbs_wrong" }, (folder) => existsSync(folder)),
  ).rejects.toThrow();
});
