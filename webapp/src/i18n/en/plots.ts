/** The plots of a model's metrics. English. */
import { countIn } from "../../lib/format/format.ts";

const n = countIn("en");
export const plots = {
  here: "this model",
  log: "Log axis",
  smooth: "Smoothing",
  parents: "Overlay parents",
  plain: "Metrics over steps",
  told: (metric: string, first: string, last: string, step: number) =>
    `${metric} goes from ${first} to ${last} at step ${n(step)}`,
};
