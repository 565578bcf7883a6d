/** Files as they are handed over by a chooser or a drop, with their paths in the checkpoint. */
import type { DropZoneProps } from "react-aria-components/DropZone";
import { withoutTop } from "./names.ts";

type DropItem = Parameters<NonNullable<DropZoneProps["onDrop"]>>[0]["items"][number];

export interface Given {
  path: string;
  file: File;
}

/** What is in a picked folder stands at the root. */
export function atRoot(given: readonly Given[]): Given[] {
  const paths = withoutTop(given.map((one) => one.path));
  return given.map(({ file }, at) => ({ path: paths[at]!, file }));
}

/** All files of what was dropped, folders with all that is in them. */
export async function dropped(items: readonly DropItem[]): Promise<Given[]> {
  const all: Given[] = [];
  for (const item of items) await collect(item, "", all);
  return atRoot(all);
}

async function collect(item: DropItem, prefix: string, all: Given[]): Promise<void> {
  if (item.kind === "file") all.push({ path: prefix + item.name, file: await item.getFile() });
  if (item.kind !== "directory") return;
  for await (const entry of item.getEntries()) await collect(entry, `${prefix}${item.name}/`, all);
}
