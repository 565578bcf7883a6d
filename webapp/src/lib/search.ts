/**
 * The search box and the address bar: a typed text becomes a filter of the contract, and that filter is shown as
 * the text again. The text is only ever a value inside quotes. Pure.
 */

const FIELDS = ["id", "title", "tags"];

/** The filter that finds a text in IDs, titles and tags; empty for no text. */
export function searchWhere(text: string): string {
  const wanted = text.trim();
  if (wanted === "") return "";
  const value = quote(wanted);
  return FIELDS.map((field) => `${field} contains ${value}`).join(" or ");
}

/** The text that a filter of `searchWhere` came of, or empty for any other filter. */
export function searchText(where: string): string {
  const found = /^id contains ("(?:[^"\\]|\\.)*")/.exec(where);
  if (found === null) return "";
  const text = found[1]!.slice(1, -1).replace(/\\(.)/g, "$1");
  return searchWhere(text) === where ? text : "";
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
