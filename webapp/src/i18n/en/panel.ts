/** The words of the panel of columns. */
import { countIn } from "../../lib/format/format.ts";

const n = countIn("en");

export const panel = {
  title: "Columns",
  button: "Columns",
  close: "Close the columns",
  find: "Find a key",
  which: "Which keys",
  tabs: { all: "All", shown: "Shown", varying: "Varying", new: "New" },
  types: "Of type",
  tree: "Keys by group",
  list: "Shown columns in their order",
  fields: "Fields",
  args: "Args",
  metrics: "Metrics",
  fresh: (count: number) => `${n(count)} new`,
  freshSaid: (count: number) =>
    count === 1 ? "1 key came since you last looked" : `${n(count)} keys came since you last looked`,
  showGroup: (group: string) => `Show all of ${group}`,
  hideGroup: (group: string) => `Hide all of ${group}`,
  shownOf: (shown: number, all: number) => `${n(shown)} of ${n(all)}`,
  heads: { key: "Key", type: "Type", coverage: "In", distinct: "Values" },
  hideAll: "Hide all but the title",
  showVarying: (count: number) => `Show varying (${n(count)})`,
  showVaryingFirst: (first: number, count: number) => `Show the first ${n(first)} of ${n(count)} varying`,
  copyFrom: "Copy columns from view",
  reset: "Reset",
  full: (most: number) => `A table has at most ${n(most)} columns; the rest stayed hidden.`,
  drag: (key: string) => `Move ${key}`,
  pin: (key: string) => `Keep ${key} at the left`,
  width: (key: string) => `Width of ${key} in pixels`,
  hide: (key: string) => `Hide ${key}`,
  auto: "auto",
  sampled: (looked: number, models: number) => `Judged by ${n(looked)} of ${n(models)} models of the filter`,
  nothing: "No key fits.",
  nothingNew: "No key came since you last looked.",
  nothingVarying: "All models of this filter agree on every key.",
  nothingYet: "There are no args yet. Push a model, and its keys stand here.",
  moreKeys: "Keys are still being read",
};
