/**
 * Search parameters as people can read and share them: plain `key=value`, a repeated key is a list.
 * Replaces the router's own coding, which writes JSON. Pure.
 */

export type Search = Record<string, unknown>;

/** Read the part of an address after `?`. */
export function parseSearch(text: string): Search {
  const found: Search = {};
  for (const [key, value] of new URLSearchParams(text)) {
    const before = found[key];
    if (before === undefined) found[key] = value;
    else found[key] = Array.isArray(before) ? [...(before as unknown[]), value] : [before, value];
  }
  return found;
}

/** Write search parameters, leaving readable what may stand in an address. */
export function stringifySearch(search: Search): string {
  const pairs = Object.entries(search).flatMap(([key, value]) =>
    (Array.isArray(value) ? (value as unknown[]) : [value])
      .filter((item) => item !== undefined && item !== null && item !== "")
      .map((item) => `${encode(key)}=${encode(String(item))}`),
  );
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll("%20", "+")
    .replace(/%(2C|2F|3A|3D|40|28|29)/g, (code) => decodeURIComponent(code));
}
