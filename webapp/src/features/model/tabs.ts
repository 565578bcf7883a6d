/** The tabs of a model's page, in order, and what of a model each is about; routes.tsx reads them from the address. */
import type { FullModel, Model, Part } from "../../api/types.ts";

export const TABS = [
  "readme",
  "args",
  "metrics",
  "files",
  "tensors",
  "lineage",
  "family",
  "checkpoints",
  "runs",
  "activity",
  "use",
] as const;
export type ModelTab = (typeof TABS)[number];

/** A tab is there for who sees one of these parts. */
const OF: Record<ModelTab, readonly Part[]> = {
  readme: ["card"],
  args: ["args"],
  metrics: ["card"],
  files: ["weights"],
  tensors: ["weights"],
  lineage: ["card", "args"],
  family: ["card", "args"],
  checkpoints: ["card", "weights"],
  runs: ["card", "run"],
  activity: ["card"],
  use: ["weights"],
};

export type Tabbed = Pick<FullModel, "sees" | "run" | "state">;

/** Other models are in these: it takes all their parts to see one. */
const ALL = new Set<ModelTab>(["lineage", "family"]);

const UNFINISHED = new Set<Model["state"]>(["training", "interrupted", "failed"]);

/** The tabs of a model, in order, by its parts that are seen; `inside`: by a member of the team, as who they are. */
export function tabsFor({ sees, run, state }: Tabbed, inside: boolean): ModelTab[] {
  const seen = (part: Part): boolean => sees.includes(part);
  return TABS.filter((tab) => {
    if (tab === "activity" && !inside) return false;
    // A model whose weights were pushed has no runs; who does not see the newest one knows of it by the state.
    if (tab === "runs" && !run && !UNFINISHED.has(state)) return false;
    return ALL.has(tab) ? OF[tab].every(seen) : OF[tab].some(seen);
  });
}

/** Tell whether a text names a tab. */
export function isTab(text: unknown): text is ModelTab {
  return (TABS as readonly unknown[]).includes(text);
}
