/** Where the args of a model differ from a parent's: compared by the server, here only looked up by key. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { diff } from "../../../api/compare.ts";
import type { Json } from "../../../lib/json/json.ts";

/** What the parent has at a key; undefined where it has nothing there. */
export interface Was {
  value: Json | undefined;
}

export interface ParentDiff {
  /** Keys at which this model has another value, or one that the parent lacks. */
  differing: ReadonlyMap<string, Was>;
  /** What only the parent has. */
  gone: readonly { key: string; value: Json | undefined }[];
  error: Error | null;
  retry: () => void;
  ready: boolean;
}

/** Ask, once there is a parent. */
export function useParentDiff(id: string, parent: string | null): ParentDiff {
  const found = useQuery(
    diff({
      id: parent === null ? [] : [id, parent],
      base: parent ?? "",
      all: false,
      only: ["args"],
      ignore: [],
    }),
  );
  const rows = found.data?.rows;
  const ids = found.data?.ids;
  const read = useMemo(() => {
    const differing = new Map<string, Was>();
    const gone: { key: string; value: Json | undefined }[] = [];
    // An answer about another parent is shown until the new one is there; it is none of this one's.
    if (rows === undefined || parent === null || !ids?.includes(parent)) return { differing, gone };
    const [here, base] = [ids.indexOf(id), ids.indexOf(parent)];
    for (const { key, section, cells } of rows) {
      const [mine, theirs] = [cells[here], cells[base]];
      if (section !== "args" || mine === undefined) continue;
      if (mine.state === "missing") gone.push({ key, value: theirs?.value });
      else differing.set(key, { value: theirs?.state === "missing" ? undefined : theirs?.value });
    }
    return { differing, gone };
  }, [rows, ids, id, parent]);
  return {
    ...read,
    error: found.error,
    retry: () => void found.refetch(),
    ready: found.isSuccess && !found.isPlaceholderData,
  };
}
