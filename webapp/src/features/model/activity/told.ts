/** A line of the activity as a sentence, and the model it speaks of. Pure; the words come from the page. */
import type { ActivityLine } from "./activity.ts";
import type { card, Line } from "../../../i18n/en/card.ts";

type Words = (typeof card)["activity"];

/** The sentence for a line; an action of a newer server is named as it is. */
export function told(line: ActivityLine, words: Words): string {
  const did: Record<string, (line: Line) => string> = words.did;
  const say = did[actionOf(line)];
  return say ? say(lineOf(line, words)) : words.other(line.by, line.action);
}

/** Which model a line leads to, if it speaks of another one. */
export function otherModel({ action, details = {} }: ActivityLine): string | null {
  const named = action.startsWith("parent.")
    ? details["parent"]
    : action === "alias.move"
      ? details["to"]
      : action === "alias.set"
        ? details["from"]
        : null;
  return typeof named === "string" ? named : null;
}

function actionOf({ action, details = {} }: ActivityLine): string {
  if (action !== "model.note") return action;
  const { verdict } = details;
  return `model.note.${verdict === "good" || verdict === "bad" ? verdict : "none"}`;
}

function lineOf({ by, details = {} }: ActivityLine, words: Words): Line {
  const text = (name: string): string => {
    const value = details[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
  const list = (name: string): string =>
    Array.isArray(details[name]) ? (details[name] as unknown[]).map(String).join(", ") : "";
  const kind = text("kind");
  const parts: Record<string, string> = words.parts;
  const sees = Array.isArray(details["sees"]) ? (details["sees"] as string[]) : [];
  return {
    by,
    from: text("from"),
    to: text("to"),
    alias: text("alias"),
    label: text("label"),
    step: text("step"),
    reason: text("reason"),
    login: kind === "public" ? words.public : kind === "link" ? words.link : text("login"),
    words: sees.length > 0 ? sees.map((part) => parts[part] ?? part).join(", ") : list("added"),
    others: list("removed"),
  };
}
