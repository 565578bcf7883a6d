/** The rows of the folded table: families page by page, and the models of those that are open. */
import { keepPreviousData, useInfiniteQuery, useQueries, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { families as familiesQuery, type Family } from "../../../api/families.ts";
import { keys, modelsPage, type ModelsSearch } from "../../../api/queries.ts";
import type { FreshnessProps } from "../../../components/feedback/Freshness.tsx";
import type { RowSource } from "../../../components/grid/grid.ts";
import { RowsInSight } from "../StatusLine.tsx";
import { familyPlaces, type FoldRow, foldRows, keyOf, whereFamily, withoutSize } from "./foldRows.ts";

const SKELETON_ROWS = 12;
/** How near to the end of what is there the next page is asked for. */
const NEAR = 200;

export interface FoldRows {
  source: RowSource<FoldRow>;
  /** Which families are in sight. */
  sight: RowsInSight;
  total: { families: number; models: number } | null;
  error: unknown;
  fresh: FreshnessProps;
  retry: () => void;
  toggle: (family: Family) => void;
  /** The family of a row; undefined for the row of a model. */
  find: (rowId: string) => Family | undefined;
}

/** Ask for families, and for the models of the opened ones. */
export function useFoldRows(search: ModelsSearch): FoldRows {
  const client = useQueryClient();
  const found = useInfiniteQuery({ ...familiesQuery(search), placeholderData: keepPreviousData });
  const [open, setOpen] = useState<ReadonlyMap<string, Family>>(new Map());
  const opened = [...open.values()];
  const memberSearch = { ...search, sort: withoutSize(search.sort) };
  const members = useQueries({
    queries: opened.map((family) =>
      modelsPage({ ...memberSearch, where: whereFamily(search.where, family) }, 0),
    ),
  });
  const families = useMemo(() => found.data?.pages.flatMap((page) => page.rows) ?? [], [found.data]);
  const stamp = members.map((one) => one.dataUpdatedAt).join(" ");
  const rows = useMemo(
    () => foldRows(families, new Map(opened.map((family, at) => [keyOf(family), members[at]?.data]))),
    // The members are new whenever one of them was read.
    // oxlint-disable-next-line react/exhaustive-deps
    [families, open, stamp],
  );
  const byKey = useMemo(() => new Map(families.map((family) => [keyOf(family), family])), [families]);
  const first = found.data?.pages[0];
  const { hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = found;
  const [sight] = useState(() => new RowsInSight());
  const places = useMemo(() => familyPlaces(rows), [rows]);
  const show = useCallback(
    (first: number, last: number) => {
      sight.tell(places[first] ?? 0, places[Math.min(last, places.length - 1)] ?? -1);
      if (hasNextPage && !isFetchingNextPage && last > places.length - NEAR) void fetchNextPage();
    },
    [sight, places, hasNextPage, isFetchingNextPage, fetchNextPage],
  );
  const error = found.error ?? members.find((one) => one.isError)?.error ?? null;
  return {
    sight,
    source: {
      count: first ? rows.length : SKELETON_ROWS,
      get: useCallback((index: number) => rows[index], [rows]),
      show,
      stale: found.isPlaceholderData,
      question: `${search.where}\n${search.sort}`,
    },
    total: first ? { families: first.total, models: first.models } : null,
    error,
    fresh: {
      at: found.isPlaceholderData ? 0 : found.dataUpdatedAt,
      fetching: found.isFetching || members.some((one) => one.isFetching),
      failed: error !== null,
      onRefresh: () => void client.invalidateQueries({ queryKey: keys.models }),
    },
    retry: () => {
      if (found.isError) void refetch();
      for (const one of members) if (one.isError) void one.refetch();
    },
    find: useCallback((rowId: string) => byKey.get(rowId), [byKey]),
    toggle: useCallback((family: Family) => {
      setOpen((old) => {
        const next = new Map(old);
        if (!next.delete(keyOf(family))) next.set(keyOf(family), family);
        return next;
      });
    }, []),
  };
}
