/**
 * Which scripts the build makes: few, for each is a request and a browser sends six at a time. What every page needs is
 * two files, what the first page shares with others is one more; elsewhere crumbs are put together.
 */
import type { Rolldown } from "vite";

const FIRST_PAGE = "/src/features/models/ModelsPage.tsx";
/** Its own rooms, which no other page shows. */
const ITS_OWN = /\/src\/features\/models\//;
/** Bytes below which files that the same pages ask for are put together with a neighbour. */
const CRUMB = 1500;

/** The groups of the build, the first that fits takes a module. */
export const CHUNKS: Rolldown.CodeSplittingGroup[] = [
  { name: "libraries", tags: ["$initial"], test: /\/node_modules\//, priority: 3 },
  { name: "app", tags: ["$initial"], priority: 2 },
  { name: (id, build) => (ofFirstPage(build).has(id) ? "first" : null), minShareCount: 2, priority: 1 },
  { name: "shared", minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: CRUMB },
];

let found: ReadonlySet<string> | null = null;

/** What the first page imports, and what that does, without its own rooms. */
function ofFirstPage(build: Rolldown.ChunkingContext): ReadonlySet<string> {
  if (found !== null) return found;
  const seen = new Set<string>();
  const walk = (id: string): void => {
    if (seen.has(id)) return;
    seen.add(id);
    build.getModuleInfo(id)?.importedIds.forEach(walk);
  };
  walk(`${import.meta.dirname}${FIRST_PAGE}`);
  found = new Set([...seen].filter((id) => !ITS_OWN.test(id)));
  return found;
}
