/** Which files hold args, and their text. What YAML and TOML say is read in lib/args. */
import { UnreadArgs, type Fault } from "../../../lib/args/fault.ts";
import type { PickedFile } from "./files.ts";

export type Format = "json" | "yaml" | "toml";

interface Offered {
  path: string;
  file: File;
  /** It is named as args are, and as hardly anything else. */
  sure: boolean;
}

const ENDINGS: Record<string, Format> = { json: "json", yaml: "yaml", yml: "yaml", toml: "toml" };
/** Names that are args, the surest first; the last may also be the settings of a model. */
const NAMES = [
  /^args\.(?:json|ya?ml|toml)$/i,
  /^config\.ya?ml$/i,
  /^(?!pyproject\.).*\.toml$/i,
  /^config\.json$/i,
];
/** Bytes; longer ones are no args. */
const LONGEST = 4 * 2 ** 20;

/** The format that a file's name says, or null. */
export function formatOf(name: string): Format | null {
  return ENDINGS[/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ""] ?? null;
}

/** The one of these files that is most likely the args, those near the top first; null if none is. */
export function offeredArgs(files: readonly PickedFile[]): Offered | null {
  const fitting = files.filter((one) => one.size <= LONGEST).toSorted((a, b) => depth(a) - depth(b));
  for (const [at, name] of NAMES.entries()) {
    const found = fitting.filter((one) => name.test(one.path.split("/").at(-1)!));
    const [first] = found;
    if (first === undefined) continue;
    const sure = at < NAMES.length - 1 && found.filter((one) => depth(one) === depth(first)).length === 1;
    return { path: first.path, file: first.file, sure };
  }
  return null;
}

/** The text of a file: UTF-8, or UTF-16 with its mark, as PowerShell writes. Rejects for what is no text. */
export async function argsFile(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const [first, second] = bytes;
  const wide =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(wide, { fatal: true }).decode(bytes);
}

/** The JSON text of args in a format, or what is wrong with them. JSON is as it is: the form says what is wrong there. */
export async function readText(text: string, format: Format): Promise<string | Fault> {
  if (format === "json") return text;
  const { jsonOf } = await import("../../../lib/args/read.ts");
  try {
    return jsonOf(text, format);
  } catch (error) {
    if (error instanceof UnreadArgs) return error.fault;
    throw error;
  }
}

function depth({ path }: PickedFile): number {
  return path.split("/").length;
}
