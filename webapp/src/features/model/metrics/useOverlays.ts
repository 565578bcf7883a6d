/** The checkpoints of the models whose curves are drawn behind those of this one: parents, replicas. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { family } from "../family/family.ts";
import { checkpoints as checkpointsOf } from "../../../api/queries.ts";
import type { Checkpoint, Parent } from "../../../api/types.ts";

const MOST_PARENTS = 4;
const MOST_REPLICAS = 8;

export interface Overlay {
  name: string;
  checkpoints: readonly Checkpoint[];
}

export interface Overlays {
  shown: Overlay[];
  /** How many replicas are drawn, and how many there are. */
  replicas: { drawn: number; all: number };
  error: Error | null;
  retry: () => void;
}

/** Read what is wanted. */
export function useOverlays(id: string, parents: readonly Parent[], wantsFamily: boolean): Overlays {
  const found = useQuery({ ...family(id), enabled: wantsFamily });
  const replicas = useMemo(
    () => (wantsFamily ? (found.data?.rows.map((row) => row.id).filter((one) => one !== id) ?? []) : []),
    [found.data, wantsFamily, id],
  );
  const ids = [
    ...new Set([...parents.slice(0, MOST_PARENTS).map((one) => one.id), ...replicas.slice(0, MOST_REPLICAS)]),
  ];
  const others = useQueries({ queries: ids.map((one) => checkpointsOf(one)) });
  const failed = others.find((one) => one.isError) ?? (wantsFamily && found.isError ? found : undefined);
  return {
    shown: ids.map((name, at) => ({ name, checkpoints: others[at]?.data ?? [] })),
    replicas: { drawn: Math.min(replicas.length, MOST_REPLICAS), all: replicas.length },
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  };
}
