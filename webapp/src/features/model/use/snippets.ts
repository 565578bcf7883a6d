/** How to use a checkpoint from the command line, from Python, in Lightning and by curl. Text only. */
import type { File } from "../../../api/types.ts";
import { filePath } from "../../../lib/paths.ts";

export type Kind = "cli" | "python" | "lightning" | "curl";

/** How the person who copies this gets access: an account, a link, or nothing at all since the model is public. */
export type Entry = "account" | "link" | "open";

export interface Wanted {
  id: string;
  label: string;
  files: readonly Pick<File, "path">[];
  /** The server's own address. */
  origin: string;
  entry: Entry;
  /** Whether the args are seen too. */
  args: boolean;
}

/** Files that curl lines are written for. */
export const MOST_LINES = 12;
const TORCH = /\.(pt|pth|ckpt)$|(^|\/)pytorch_model[^/]*\.bin$/i;
const SAFE = /\.safetensors$/i;

/** The snippets for who comes in this way; the secret of a link stays in a variable. */
export function snippetsFor(wanted: Wanted): Partial<Record<Kind, string>> {
  const loading = loadingOf(wanted.files.map((file) => file.path));
  return {
    cli: cli(wanted),
    python: python(wanted, loading),
    ...(loading && { lightning: lightning(wanted, loading) }),
    curl: curl(wanted),
  };
}

function cli({ id, label, origin, entry }: Wanted): string {
  const to = `-o ${shell(folderOf(id))}`;
  return entry === "link"
    ? `modelbase pull "${origin}/s/$MODELBASE_SHARE@${label}" ${to}`
    : `modelbase pull ${shell(`${id}@${label}`)} ${to} --server ${origin}`;
}

interface Loading {
  imports: string[];
  lines: string[];
}

/** The lines that bring weights into memory without running anything that is in them; null where there are none. */
function loadingOf(paths: readonly string[]): Loading | null {
  const safe = paths.filter((path) => SAFE.test(path));
  if (safe.length > 1) {
    return {
      imports: ["from safetensors.torch import load_file"],
      lines: [
        "weights = {}",
        'for path in sorted(folder.rglob("*.safetensors")):',
        "    weights |= load_file(path)",
      ],
    };
  }
  if (safe[0] !== undefined) {
    return {
      imports: ["from safetensors.torch import load_file"],
      lines: [`weights = load_file(folder / ${JSON.stringify(safe[0])})`],
    };
  }
  const torch = paths.find((path) => TORCH.test(path));
  if (torch === undefined) return null;
  return {
    imports: ["import torch"],
    lines: [
      `weights = torch.load(folder / ${JSON.stringify(torch)}, map_location="cpu", weights_only=True)`,
      'weights = weights.get("state_dict", weights)',
    ],
  };
}

/** The lines before and after the imports that weights need: a client, and the folder with the files. */
function client({ id, label, origin, entry }: Wanted): { imports: string[]; lines: string[] } {
  const link = entry === "link";
  const address = link ? `f"${origin}/s/{os.environ['MODELBASE_SHARE']}"` : JSON.stringify(origin);
  return {
    imports: [...(link ? ["import os"] : []), "import modelbase"],
    lines: [
      `client = modelbase.Client(${address})`,
      `folder = client.pull(${JSON.stringify(`${id}@${label}`)})`,
    ],
  };
}

function python(wanted: Wanted, loading: Loading | null): string {
  const { imports, lines } = client(wanted);
  return [
    ...imports,
    ...(loading?.imports ?? []),
    "",
    ...lines,
    ...(wanted.args ? [`args = client.get(${JSON.stringify(wanted.id)}).args`] : []),
    ...(loading?.lines ?? []),
  ].join("\n");
}

function lightning(wanted: Wanted, loading: Loading): string {
  const { imports, lines } = client(wanted);
  return [
    ...new Set([
      ...imports.slice(0, -1),
      "import lightning",
      "import modelbase",
      "import torch",
      ...loading.imports,
    ]),
    "",
    ...lines,
    ...loading.lines,
    "",
    "",
    "class Pretrained(lightning.LightningModule):",
    `    """A network with the weights of ${wanted.id}."""`,
    "",
    "    def __init__(self, network: torch.nn.Module) -> None:",
    "        super().__init__()",
    "        self.network = network",
    "        self.network.load_state_dict(weights)",
    "",
    "    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:",
    "        return self.network(*inputs)",
  ].join("\n");
}

function curl({ id, label, files, origin, entry }: Wanted): string {
  const lines = files.slice(0, MOST_LINES).map(({ path }) => {
    const target = shell(`${folderOf(id)}/${path}`);
    const source = shell(origin + filePath(id, label, path));
    if (entry === "open") return `curl -fSL --create-dirs -o ${target} \\\n  ${source}`;
    if (entry === "account") {
      return `curl -fSL --create-dirs -o ${target} \\\n  -H "Authorization: Bearer $MODELBASE_TOKEN" \\\n  ${source}`;
    }
    // The secret goes to the server alone, and not on to the store that it leads to.
    return (
      `url=$(curl -fsS -o /dev/null -w '%{redirect_url}' -H "X-Modelbase-Share: $MODELBASE_SHARE" \\\n  ${source})\n` +
      `curl -fS --create-dirs -o ${target} "$url"`
    );
  });
  return lines.join("\n");
}

function folderOf(id: string): string {
  return id.replace(/[/:]/g, "-");
}

/** A word as a shell reads it back. */
export function shell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
