/** What is inside the files of a checkpoint: tensors, comparisons of them, imports of pickles. English. */
import { countIn } from "../../lib/format/format.ts";

const n = countIn("en");
const plural = (count: number, one: string, many: string): string =>
  `${n(count)} ${count === 1 ? one : many}`;

export const weights = {
  tab: "Tensors",
  tree: "Tensors",
  name: "Name",
  dtype: "Type",
  shape: "Shape",
  parameters: "Parameters",
  size: "Size",
  sizeUnknown: "unknown",
  count: (count: number) => plural(count, "tensor", "tensors"),
  totalParameters: (count: string) => `${count} parameters`,
  byType: "Parameters by type",
  find: "Find a tensor",
  nothing: "No tensor has that in its name, type or shape.",
  expandAll: "Expand all",
  collapseAll: "Collapse all",
  waiting: "The worker is reading the headers of these files. This page updates by itself.",
  empty: "No tensors in this checkpoint",
  emptyHint:
    "Tensors are listed from safetensors, GGUF, ONNX and NumPy files and from what torch.save writes.",
  shard: (part: string) => `shard ${part}`,
  unreadable: (path: string, reason: string) => `${path}: ${reason}`,
  metadata: "Metadata of the files",
  compare: "Compare with",
  compareHint: "A model ID, or ID@label",
  compareDo: "Compare",
  compareStop: "Back to the list",
  compareTitle: "Tensors compared",
  otherCheckpoints: "Other checkpoints",
  changes: {
    same: "same",
    changed: "changed",
    reshaped: "reshaped",
    added: "added",
    removed: "removed",
    unknown: "cannot be told",
  },
  changeHints: {
    same: "The same type, shape and bytes",
    changed: "The same type and shape, other values",
    reshaped: "Another shape or type",
    added: "Only in the other checkpoint",
    removed: "Only in this checkpoint",
    unknown: "The bytes of one of them are not in one piece",
  },
  change: "Change",
  here: "Here",
  there: "There",
  showAll: (count: number) => `Show all ${n(count)}`,
  allSame: "Every tensor is the same, byte for byte.",
  cut: (prefix: string, where: string) => `“${prefix}” was left off the names ${where}, so that they meet.`,
  inHere: "here",
  inThere: "there",
  safety: "Safety",
  states: {
    nothing_found: "nothing found",
    flagged: "flagged",
    not_scanned: "not scanned",
    waiting: "waiting",
  },
  hints: {
    nothing_found: "Read to its end; imports nothing but known data types",
    flagged: "Loading it runs or imports something that is no known data type",
    not_scanned: "Could not be looked into, which does not mean that it is safe",
    waiting: "The worker has not looked into it yet",
  },
  flaggedTitle: (count: number) =>
    `${plural(count, "file", "files")} of this checkpoint can run code when loaded`,
  flaggedHint:
    "A pickle can import and call anything. Load it only if you trust who pushed it, with weights_only=True, or ask for a safetensors file.",
  imports: (path: string) => `What ${path} imports`,
  importsOf: (count: number) => plural(count, "import", "imports"),
  risks: { known: "known", unknown: "unknown", dangerous: "dangerous" },
  scanner: (name: string, version: string, when: string) => `Looked into by ${name} ${version}, ${when}`,
};
