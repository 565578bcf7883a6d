/** How to use a model from the command line, from Python and by curl. Text only. */
import type { Model } from "../../api/types.ts";
import { API, encodeId } from "../../lib/paths.ts";

export interface Snippets {
  cli: string;
  python: string;
  curl: string;
}

/** Snippets for one model; `origin` is the server's own address. */
export function snippetsFor(model: Model, origin: string): Snippets {
  const ref = model.latest ? `${model.id}@${model.latest}` : model.id;
  const folder = model.id.replace(/[/:]/g, "-");
  return {
    cli: `modelbase pull ${ref} -o ${folder}`,
    python: `import modelbase\n\nfolder = modelbase.pull("${ref}")\nargs = modelbase.get("${model.id}").args`,
    curl:
      `curl -fsSL -H "Authorization: Bearer $MODELBASE_TOKEN" \\\n` +
      `  "${origin}${API}/models/${encodeId(model.id)}/checkpoints/${encodeURIComponent(model.latest ?? "last")}/download"`,
  };
}
