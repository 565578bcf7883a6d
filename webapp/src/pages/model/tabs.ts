/** The tabs of a model's page, in order, and what of a model each is about; routes.tsx reads them from the address. */
import type { Part } from "../../lib/parts.ts";

export const TABS = [
  "readme",
  "args",
  "metrics",
  "files",
  "tensors",
  "lineage",
  "checkpoints",
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
  checkpoints: ["card", "weights"],
  use: ["weights"],
};

/** The tabs of a model of which these parts are seen, in order. */
export function tabsFor(sees: readonly Part[]): ModelTab[] {
  return TABS.filter((tab) =>
    tab === "lineage"
      ? OF.lineage.every((part) => sees.includes(part)) // other models are in it: it takes both to see one
      : OF[tab].some((part) => sees.includes(part)),
  );
}

/** Tell whether a text names a tab. */
export function isTab(text: unknown): text is ModelTab {
  return (TABS as readonly unknown[]).includes(text);
}
