/**
 * The search box and the filter: a typed text becomes one group of the filter, and that group is shown as the text
 * again, in the box and not among the chips. The text is only ever a value inside quotes. Pure.
 */
import { readQuery, writeQuery, type Group, type Test } from "./query.ts";

const FIELDS = ["id", "title", "tags"];

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

/** The group that finds a text in IDs, titles and tags. */
export function searchGroups(text: string): Group[] {
  const wanted = text.trim().toWellFormed();
  if (wanted === "") return [];
  const tests = FIELDS.map((key): Test => ({
    key,
    op: "contains",
    values: [{ kind: "text", text: wanted }],
  }));
  return [{ kind: "or", tests }];
}

function searched(group: Group): string | null {
  if (group.kind !== "or" || group.tests.length !== FIELDS.length) return null;
  const text = group.tests[0]?.values[0]?.text ?? "";
  const fits = group.tests.every(
    ({ key, op, values, not }, at) =>
      key === FIELDS[at] && op === "contains" && !not && values[0]?.text === text,
  );
  return fits ? text : null;
}
