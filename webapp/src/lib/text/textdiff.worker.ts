/** The worker around diffTexts: tells that it begins, then lines or null. Nothing else may live here. */
import { diffTexts, type Line } from "./textdiff.ts";

export interface Texts {
  before: string;
  after: string;
  timeout: number;
}

export type Compared = { begun: true } | { lines: Line[] | null };

addEventListener("message", ({ data }: MessageEvent<Texts>) => {
  postMessage({ begun: true } satisfies Compared);
  postMessage({ lines: diffTexts(data.before, data.after, data.timeout) } satisfies Compared);
});
