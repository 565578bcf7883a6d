/** The models whose curves are drawn behind those of this one: parents, replicas. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { checkpoints as checkpointsOf } from "../../../api/queries.ts";
import type { Checkpoint, Parent } from "../../../api/types.ts";
import { family } from "../family/family.ts";

const MOST_PARENTS = 4;
const MOST_REPLICAS = 8;

export interface Overlay {
  id: string;
  checkpoints: readonly Checkpoint[];
}

interface Overlays {
  shown: readonly Overlay[];
  /** How many replicas are drawn, and how many there are. */
  replicas: { drawn: number; all: number };
  error: Error | null;
  retry: () => void;
}

/** Ask for their checkpoints; what they logged is asked for by each plot. */
export function useOverlays(id: string, parents: readonly Parent[], wantsFamily: boolean): Overlays {
  const found = useQuery({ ...family(id), enabled: wantsFamily });
  const replicas = useMemo(
    () => (wantsFamily ? (found.data?.rows.map((row) => row.id).filter((one) => one !== id) ?? []) : []),
    [found.data, wantsFamily, id],
  );
  const ids = useMemo(() => {
    const drawn = [
      ...parents.slice(0, MOST_PARENTS).map((one) => one.id),
      ...replicas.slice(0, MOST_REPLICAS),
    ];
    return [...new Set(drawn)];
  }, [parents, replicas]);
  const others = useQueries({
    queries: ids.map((one) => checkpointsOf(one)),
    combine: (results) => ({
      data: results.map((one) => one.data),
      error: results.find((one) => one.isError)?.error ?? null,
      refetch: () => results.filter((one) => one.isError).map((one) => one.refetch()),
    }),
  });
  const { data } = others;
  const shown = useMemo(() => ids.map((one, at) => ({ id: one, checkpoints: data[at] ?? [] })), [ids, data]);
  return {
    shown,
    replicas: { drawn: Math.min(replicas.length, MOST_REPLICAS), all: replicas.length },
    error: others.error ?? (wantsFamily ? found.error : null),
    retry: () => {
      void Promise.all(others.refetch());
      if (found.isError) void found.refetch();
    },
  };
}
