/** The address bar as the state of the compare page: what it says now, and how to change it. Holds no copy. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import type { Asked } from "../../api/compare.ts";
import { packIds, unpackIds, type DiffSearch } from "./search.ts";

const NONE: readonly string[] = [];

export interface DiffState {
  search: DiffSearch;
  ids: readonly string[];
  asked: Asked;
  /** Change parts of the address; undefined takes a part out. */
  change: (part: Partial<DiffSearch>, replace?: boolean) => void;
  setIds: (ids: readonly string[]) => void;
}

/** Read and change what is compared. */
export function useDiffSearch(): DiffState {
  const search = useSearch({ from: "/shell/diff" });
  const navigate = useNavigate({ from: "/diff" });
  const change = useCallback(
    (part: Partial<DiffSearch>, replace = false) =>
      void navigate({ search: (old) => ({ ...old, ...part }), replace }),
    [navigate],
  );
  return useMemo(() => {
    const ids = unpackIds(search.id ?? []);
    return {
      search,
      ids,
      asked: {
        id: ids,
        base: search.base,
        all: search.all === "true",
        only: search.only ?? NONE,
        ignore: search.ignore ?? NONE,
      },
      change,
      setIds: (next) => {
        const stays = search.base !== undefined && next.includes(search.base);
        change({ id: packIds(next), base: stays ? search.base : undefined });
      },
    };
  }, [search, change]);
}
