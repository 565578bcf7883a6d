/** A policy while it is edited: as texts of a form, or as one JSON text. Turning one into the other loses nothing. */
import { isMapping, parseExact, writeExact } from "../../../lib/json/json.ts";
import type { Rules } from "./rules.ts";

export const LISTS = ["ignore", "seeds", "dataset_keys", "architecture_keys"] as const;
export type ListName = (typeof LISTS)[number];

export interface Form {
  lists: Record<ListName, string>;
  defaults: string;
}

export type Draft = { mode: "form"; form: Form } | { mode: "json"; json: string };

/** The form of a policy. */
export function formOf(rules: Rules): Form {
  const lines = (name: ListName): string => {
    const list = rules[name];
    return Array.isArray(list) ? list.filter((one) => typeof one === "string").join("\n") : "";
  };
  return {
    lists: Object.fromEntries(LISTS.map((name) => [name, lines(name)])) as Form["lists"],
    defaults: writeExact(rules["defaults"] ?? {}, 2),
  };
}

/** The policy of a draft, made from the one of `number`; null where it cannot be read. */
export function rulesOf(draft: Draft, number: Rules[string] | undefined): Rules | null {
  const whole = draft.mode === "json" ? mappingOf(draft.json) : fromForm(draft.form);
  return whole && number !== undefined ? { number, ...whole } : whole;
}

/** The same draft in the other mode; one that cannot be read stays. */
export function turned(draft: Draft, number: Rules[string] | undefined): Draft {
  const rules = rulesOf(draft, number);
  if (rules === null) return draft;
  return draft.mode === "form"
    ? { mode: "json", json: writeExact(rules, 2) }
    : { mode: "form", form: formOf(rules) };
}

function fromForm(form: Form): Rules | null {
  const defaults = mappingOf(form.defaults);
  if (defaults === null) return null;
  const lists = LISTS.map((name) => [name, linesOf(form.lists[name])] as const);
  return { ...Object.fromEntries(lists), defaults };
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function mappingOf(text: string): Rules | null {
  try {
    const found = parseExact(text);
    return isMapping(found) ? found : null;
  } catch {
    return null;
  }
}

/** Which lines of each list one policy has that the other lacks, and whether their defaults differ. */
export function differences(before: Rules, after: Rules) {
  const [old, now] = [formOf(before).lists, formOf(after).lists];
  const lists = LISTS.map((name) => {
    const [was, is] = [linesOf(old[name]), linesOf(now[name])];
    return {
      name,
      added: is.filter((line) => !was.includes(line)),
      removed: was.filter((line) => !is.includes(line)),
    };
  }).filter(({ added, removed }) => added.length + removed.length > 0);
  const defaults = writeExact(before["defaults"] ?? {}) !== writeExact(after["defaults"] ?? {});
  return { lists, defaults };
}
