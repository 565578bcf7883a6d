/**
 * The search box and the filter: a typed text becomes one search term of the filter, and that term is shown as the
 * text again, in the box and not among the chips. The text is only ever a value inside quotes. Pure.
 */
import { MAX_TERM, readQuery, writeQuery, type Group, type Test } from "./query.ts";

// What the box wrote before there were search terms; such addresses are still about.
const BEFORE = ["id", "title", "tags"];

/** What a filter searches for, and the groups that are left: the chips. */
export function splitSearch(groups: readonly Group[]): { search: string; rest: readonly Group[] } {
  const at = groups.findIndex((group) => searched(group) !== null);
  if (at < 0) return { search: "", rest: groups };
  return { search: searched(groups[at]!) ?? "", rest: groups.filter((_, place) => place !== at) };
}

/** The text that a filter searches for; empty for none. */
export function searchText(where: string): string {
  const read = readQuery(where);
  return "groups" in read ? splitSearch(read.groups).search : "";
}

/** The filter with another search, or with none; one that cannot be read gives way to the search. */
export function withSearch(where: string, text: string): string {
  const read = readQuery(where);
  const rest = "groups" in read ? splitSearch(read.groups).rest : [];
  if ("wrongAt" in read && text.trim() === "") return where;
  return writeQuery([...searchGroups(text), ...rest]);
}

/** The group that finds a text in IDs, titles, owners, tags, aliases and args. */
export function searchGroups(text: string): Group[] {
  const wanted = Array.from(text.trim().toWellFormed()).slice(0, MAX_TERM).join("");
  if (wanted === "") return [];
  return [{ kind: "test", test: { key: "", op: "search", values: [{ kind: "text", text: wanted }] } }];
}

/** Whether one of the tests of a group is a search term. */
export function hasSearch(group: Group): boolean {
  const tests = group.kind === "or" ? group.tests : group.kind === "test" ? [group.test] : [];
  return tests.some((test) => test.op === "search");
}

function searched(group: Group): string | null {
  if (group.kind === "test") return group.test.op === "search" && !group.test.not ? textOf(group.test) : null;
  if (group.kind !== "or" || group.tests.length !== BEFORE.length) return null;
  const text = textOf(group.tests[0]!);
  const fits = group.tests.every(
    (test, at) => test.key === BEFORE[at] && test.op === "contains" && !test.not && textOf(test) === text,
  );
  return fits ? text : null;
}

function textOf(test: Test): string {
  return test.values[0]?.text ?? "";
}
