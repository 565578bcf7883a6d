/**
 * What the address of the compare page may hold, and back. Hostile text never throws: what cannot be read is dropped.
 * Many models of one name are written as `name:hash,hash`, so that the page's own address stays short. Pure.
 */
import { parseKey } from "../../lib/json/keys.ts";

export type Layout = "columns" | "unified";
export const SECTIONS = ["args", "metrics", "metadata", "files", "readme"] as const;
export type Section = (typeof SECTIONS)[number];
export const MAX_MODELS = 200;

/** As it stands in the address; absent is the default. */
export interface DiffSearch {
  id?: string[];
  base?: string;
  all?: "true";
  only?: string[];
  ignore?: string[];
  layout?: Layout;
  section?: Section;
}

const MAX_GLOBS = 100;
const LONG = 1500;

/** Take what the page understands out of any search parameters. */
export function readDiffSearch(search: Record<string, unknown>): DiffSearch {
  const id = unpackIds(texts(search["id"]));
  const { base, all, layout, section } = search;
  const only = globs(search["only"]);
  const ignore = globs(search["ignore"]);
  return {
    ...(id.length > 0 && { id: packIds(id) }),
    ...(typeof base === "string" && id.includes(base) && { base }),
    ...(all === "true" && { all }),
    ...(only.length > 0 && { only }),
    ...(ignore.length > 0 && { ignore }),
    ...((layout === "columns" || layout === "unified") && { layout }),
    ...(SECTIONS.includes(section as Section) && { section: section as Section }),
  };
}

/** Write IDs as an address takes them: as they are, or shorter if they are many. */
export function packIds(ids: readonly string[]): string[] {
  if (ids.join("&id=").length < LONG) return [...ids];
  const packed: string[] = [];
  let name = "";
  for (const id of ids) {
    const colon = id.lastIndexOf(":");
    const same = colon > 0 && id.slice(0, colon) === name;
    if (same) packed[packed.length - 1] += `,${id.slice(colon + 1)}`;
    else packed.push(id);
    name = colon > 0 ? id.slice(0, colon) : "";
  }
  return packed;
}

/** Read the IDs of an address; one that stands twice counts once. */
export function unpackIds(given: readonly string[]): string[] {
  const ids = given.flatMap((text) => {
    const colon = text.lastIndexOf(":");
    const hashes = text.slice(colon + 1).split(",");
    return colon < 0 || hashes.length === 1 ? [text] : hashes.map((hash) => text.slice(0, colon + 1) + hash);
  });
  return [...new Set(ids.filter((id) => id !== ""))];
}

/** Tell whether a text is a pattern of keys. */
export function isGlob(text: string): boolean {
  return parseKey(text) !== null;
}

function texts(value: unknown): string[] {
  return [value ?? []].flat().filter((one): one is string => typeof one === "string");
}

function globs(value: unknown): string[] {
  return [...new Set(texts(value).filter(isGlob))].slice(0, MAX_GLOBS);
}
