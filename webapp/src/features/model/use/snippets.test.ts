import { expect, test } from "vitest";
import { MOST_LINES, snippetsFor, type Wanted } from "./snippets.ts";

const BASE: Wanted = {
  id: "imagenet/resnet50:3c7039714",
  label: "last",
  files: [{ path: "model.safetensors" }],
  origin: "https://models.example.com",
  entry: "account",
  args: true,
};

test("with an account all four are there, and curl brings a token", () => {
  const made = snippetsFor(BASE);
  expect(Object.keys(made)).toEqual(["cli", "python", "lightning", "curl"]);
  expect(made.cli).toBe(
    "modelbase pull imagenet/resnet50:3c7039714@last -o imagenet-resnet50-3c7039714 --server https://models.example.com",
  );
  expect(made.curl).toContain("Bearer $MODELBASE_TOKEN");
  expect(made.python).toContain('load_file(folder / "model.safetensors")');
});

test("of a public model nobody is asked for a token", () => {
  const made = snippetsFor({ ...BASE, entry: "open" });
  expect(made.curl).not.toMatch(/TOKEN|Authorization|Share/);
  expect(made.cli).toBeDefined();
});

test("with a link all four are there, and its secret goes no further than the server", () => {
  const made = snippetsFor({ ...BASE, entry: "link" });
  expect(Object.keys(made)).toEqual(["cli", "python", "lightning", "curl"]);
  expect(made.cli).toBe(
    'modelbase pull "https://models.example.com/s/$MODELBASE_SHARE@last" -o imagenet-resnet50-3c7039714',
  );
  expect(made.python).toContain(
    `modelbase.Client(f"https://models.example.com/s/{os.environ['MODELBASE_SHARE']}")`,
  );
  expect(made.lightning).toContain("import os\n");
  const [first, , second] = made.curl!.split("\n");
  expect(first).toContain("X-Modelbase-Share: $MODELBASE_SHARE");
  expect(second).toBe('curl -fS --create-dirs -o imagenet-resnet50-3c7039714/model.safetensors "$url"');
});

test("without weights nothing is loaded, without args none are fetched", () => {
  const made = snippetsFor({ ...BASE, files: [{ path: "notes.txt" }], args: false });
  expect(made.lightning).toBeUndefined();
  expect(made.python).not.toMatch(/args|load/);
});

test("shards are joined, and a pickle is loaded as weights only", () => {
  const shards = snippetsFor({ ...BASE, files: [{ path: "a.safetensors" }, { path: "b.safetensors" }] });
  expect(shards.python).toContain('rglob("*.safetensors")');
  const torch = snippetsFor({ ...BASE, files: [{ path: "net.pt" }] });
  expect(torch.python).toContain("weights_only=True");
});

test("names that a shell or Python would read are quoted", () => {
  const path = 'it\'s a "file" $(x).pt';
  const made = snippetsFor({ ...BASE, files: [{ path }] });
  expect(made.curl).toContain(String.raw`-o 'imagenet-resnet50-3c7039714/it'\''s a "file" $(x).pt'`);
  expect(made.python).toContain(String.raw`folder / "it's a \"file\" $(x).pt"`);
});

test("of very many files the first are named", () => {
  const files = Array.from({ length: 40 }, (_, at) => ({ path: `${at}.bin` }));
  expect(snippetsFor({ ...BASE, files }).curl!.split("curl ")).toHaveLength(MOST_LINES + 1);
});
