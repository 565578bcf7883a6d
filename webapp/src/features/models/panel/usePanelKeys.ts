/** What the panel lists: the whole catalogue, of it what varies in the filter, and what is new. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { keyCatalogue, type KeyRow } from "../keys.ts";

export interface PanelKeys {
  all: readonly KeyRow[];
  varying: readonly KeyRow[];
  fresh: readonly KeyRow[];
  /** Null until known. */
  total: number | null;
  varyingCount: number | null;
  /** Models of the whole catalogue. */
  models: number;
  /** Models of the filter, and how many of them were looked at for what varies. */
  matched: number;
  lookedAt: number;
  failed: Failed | null;
  /** The filter may be one that the server refuses. */
  varyingFailed: Failed | null;
  loading: boolean;
}

export interface Failed {
  error: unknown;
  retry: () => void;
}

const NONE: readonly KeyRow[] = [];

/** Read the catalogue; a page after the other until all is there. */
export function usePanelKeys(where: string, since: string): PanelKeys {
  const all = useWhole("", false);
  const varying = useWhole(where, true);
  const fresh = useMemo(
    () => (since === "" ? NONE : all.rows.filter((row) => (row.first_seen ?? "") > since)),
    [all.rows, since],
  );
  return {
    all: all.rows,
    varying: varying.rows,
    fresh,
    total: all.last?.keys ?? null,
    varyingCount: varying.last?.total ?? null,
    models: all.last?.models ?? 0,
    matched: varying.last?.models ?? 0,
    lookedAt: varying.last?.looked_at ?? 0,
    failed: all.error === null ? null : all,
    varyingFailed: varying.error === null ? null : varying,
    loading: all.isPending || (varying.isPending && varying.error === null),
  };
}

function useWhole(where: string, varying: boolean) {
  const { data, hasNextPage, isFetchingNextPage, isError, isPending, error, fetchNextPage, refetch } =
    useInfiniteQuery(keyCatalogue(where, varying));
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  return { rows: data?.rows ?? NONE, last: data?.last, isPending, error, retry: () => void refetch() };
}
