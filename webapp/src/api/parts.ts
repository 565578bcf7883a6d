/** The parts of a model that a share may show, in their order. */

export const PARTS = ["card", "args", "weights"] as const;
export type Part = (typeof PARTS)[number];
