/** The ancestors and descendants of a model, what people think of it, its aliases. English. */
import { countIn } from "../../lib/format/format.ts";

const n = countIn("en");
const plural = (count: number, one: string, many: string): string =>
  `${n(count)} ${count === 1 ? one : many}`;

export const lineage = {
  graph: "Lineage graph",
  up: "Made from",
  down: "Made from it",
  noneUp: "No parent is recorded.",
  noneDown: "No model was made from it yet.",
  empty: "No related models",
  emptyHint: "Name the parents when you push a model, and each is found from the other.",
  cutUp: "There is more before this; open the first of these models to see it.",
  cutDown: "There is more after this.",
  allChildren: "All its children in the table",
  differing: (count: number) => plural(count, "arg", "args"),
  differingHint: (count: number) => `They differ in ${plural(count, "arg", "args")}`,
  compare: (from: string, to: string) => `Compare ${from} with ${to}`,
  more: (count: number) => `${n(count)} more`,
  deleted: "deleted",
  this: "this model",
  warnTitle: "Marked as bad",
  warnAbove: (count: number) =>
    `${plural(count, "model", "models")} it was made from ${count === 1 ? "is" : "are"} marked as bad`,
  warnSteps: (count: number) => plural(count, "step up", "steps up"),
  goodTitle: "Marked as good",
  noteBy: (login: string, when: string) => `${login}, ${when}`,
  mark: "Mark…",
  markTitle: "What do you think of this model?",
  verdict: "Verdict",
  good: "Good",
  bad: "Bad: warn anyone who pulls it or a model made from it",
  reason: "Why",
  reasonHint: "One line, for example: the validation set leaked into training",
  reasonMissing: "Say why, so that others understand.",
  clear: "Take the mark away",
  aliasAdd: "Add an alias",
  aliasRemove: (alias: string) => `Take the alias ${alias} away`,
  aliasFailed: "The alias was not set",
};
