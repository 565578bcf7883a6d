/** The tabs of a model's page, in order; routes.tsx reads them from the address. */

export const TABS = ["readme", "args", "metrics", "files", "checkpoints", "use"] as const;
export type ModelTab = (typeof TABS)[number];

/** Tell whether a text names a tab. */
export function isTab(text: unknown): text is ModelTab {
  return (TABS as readonly unknown[]).includes(text);
}
