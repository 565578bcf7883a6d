/** The tabs of a model's page, in order, and what of a model each is about; routes.tsx reads them from the address. */
import type { Part } from "../../api/types.ts";

export const TABS = [
  "readme",
  "args",
  "metrics",
  "files",
  "tensors",
  "lineage",
  "family",
  "checkpoints",
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
  activity: ["card"],
  use: ["weights"],
};

/** Other models are in these: it takes all their parts to see one. */
const ALL = new Set<ModelTab>(["lineage", "family"]);

/** The tabs of a model of which these parts are seen, in order; `inside`: by a member of the team, as who they are. */
export function tabsFor(sees: readonly Part[], inside: boolean): ModelTab[] {
  const seen = (part: Part): boolean => sees.includes(part);
  return TABS.filter((tab) => {
    if (tab === "activity" && !inside) return false;
    return ALL.has(tab) ? OF[tab].every(seen) : OF[tab].some(seen);
  });
}

/** Tell whether a text names a tab. */
export function isTab(text: unknown): text is ModelTab {
  return (TABS as readonly unknown[]).includes(text);
}
