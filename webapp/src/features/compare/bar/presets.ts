/** Ready-made sets of patterns to ignore; those that the policy knows come from the server. Pure. */
import type { Policy } from "../../../api/types.ts";

export const PRESETS = ["paths", "seeds", "policy"] as const;
export type Preset = (typeof PRESETS)[number];

const PATHS = ["path", "*_path", "dir", "*_dir", "root", "*_root", "*_prefix", "ann_file", "*_file"];
const MOST = 80;

/** The patterns of each preset. */
export function presetGlobs(policy: Pick<Policy, "ignore" | "seeds"> | undefined): Record<Preset, string[]> {
  return { paths: PATHS, seeds: policy?.seeds ?? [], policy: (policy?.ignore ?? []).slice(0, MOST) };
}

/** Tell whether all patterns of a set are in force. */
export function holds(ignore: readonly string[], globs: readonly string[]): boolean {
  return globs.length > 0 && globs.every((glob) => ignore.includes(glob));
}

/** Put a set of patterns in force, or take it out. */
export function toggled(ignore: readonly string[], globs: readonly string[]): string[] {
  if (holds(ignore, globs)) return ignore.filter((glob) => !globs.includes(glob));
  return [...new Set([...ignore, ...globs])];
}
