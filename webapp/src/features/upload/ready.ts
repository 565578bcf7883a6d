/** Whether the form can be sent, and what it says then. Pure. */
import type { Beginning, Declared } from "./transfer/upload.ts";
import type { FilesView } from "./files/files.ts";
import type { Args, MetricTree } from "./files/typed.ts";
import type { Form } from "./uploadState.ts";
import type { Identity } from "./useIdentity.ts";

export type Lack = "files" | "faults" | "args" | "argsWrong" | "name" | "identity" | "fields";

export interface Filled {
  files: FilesView;
  args: Args;
  identity: Identity;
  /** The model is given, so that no args are wanted. */
  fixed: boolean;
  /** Step and metrics can be read. */
  fields: boolean;
}

/** The first thing that is missing, or null. */
export function lacking({ files, args, identity, fixed, fields }: Filled): Lack | null {
  if (files.files.length === 0) return "files";
  if (!files.fine) return "faults";
  const identified = fixed ? null : lackOfIdentity(args, identity);
  return identified ?? (fields ? null : "fields");
}

/** What a new model begins with. */
export function beginningOf({ title, readme, tags, parent, parentKind }: Form): Beginning {
  const listed = tags.split(",").map((tag) => tag.trim());
  const id = parent.trim();
  return {
    title: title.trim(),
    readme,
    tags: [...new Set(listed.filter((tag) => tag !== ""))],
    parents: id === "" ? [] : [{ id, kind: parentKind }],
  };
}

/** What is said about the checkpoint. */
export function checkpointOf(form: Form, metrics: MetricTree): Omit<Declared, "files"> {
  const label = form.label.trim();
  return { label: label || null, move: label !== "" && form.move, step: stepOf(form) ?? null, metrics };
}

/** The step; null where none is given, undefined where it is no step. */
export function stepOf({ step }: Form): number | null | undefined {
  const text = step.trim();
  if (text === "") return null;
  const value = Number(text);
  return /^\d+$/.test(text) && value <= 2 ** 53 ? value : undefined;
}

function lackOfIdentity(args: Args, identity: Identity): Lack | null {
  if (args.state !== "read") return args.state === "empty" ? "args" : "argsWrong";
  if (identity.nameless) return "name";
  return identity.found === null || identity.pending ? "identity" : null;
}
