/**
 * The rows of the models table as blocks of 100 around what is in sight. Blocks that are scrolled past are given up,
 * the last 60 stay; a new question keeps the rows of the old one, dimmed, until its first block is there.
 */
import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { BLOCK, keys, modelsPage, type ModelsSearch } from "../../api/queries.ts";
import type { ModelRow, ModelsPage } from "../../api/types.ts";
import type { FreshnessProps } from "../../components/feedback/Freshness.tsx";
import type { RowSource } from "../../components/grid/grid.ts";
import { widened } from "./rowsSearch.ts";
import { RowsInSight } from "./StatusLine.tsx";

const KEPT_BLOCKS = 60;
const SETTLE_MS = 50;
/** Rows around those in sight that are fetched with them. */
const MARGIN = 20;
const SKELETON_ROWS = 12;

export interface ModelRows {
  source: RowSource<ModelRow>;
  sight: RowsInSight;
  /** What the first block says; null until there is one for this question. */
  first: ModelsPage | null;
  /** The rows that are shown are of this question or of none. */
  settled: ModelsPage | null;
  error: unknown;
  fresh: FreshnessProps;
  retry: () => void;
}

/** Ask for rows as they come into sight. */
export function useModelRows(wanted: ModelsSearch): ModelRows {
  const client = useQueryClient();
  const search = useWidened(wanted);
  const [blocks, setBlocks] = useState({ from: 0, to: 0 });
  const [sight] = useState(() => new RowsInSight());
  const known = client.getQueryData(modelsPage(search, 0).queryKey)?.total ?? 0;
  const end = Math.max(0, Math.ceil(known / BLOCK) - 1);
  const [from, to] = [Math.min(blocks.from, end), Math.min(blocks.to, end)];
  const around = useMemo(() => blocksOf(from, to), [from, to]);
  const results = useQueries({ queries: around.map((block) => modelsPage(search, block)) });
  const first = results[0]?.data ?? null;

  // The question whose rows are shown: this one once its first block is there, else the one before.
  const [shown, setShown] = useState(search);
  if (first !== null && shown !== search) setShown(search);
  const stale = shown !== search;
  const settled = client.getQueryData(modelsPage(shown, 0).queryKey) ?? null;
  const count = settled === null ? SKELETON_ROWS : (settled.total ?? settled.rows.length);

  const get = useMemo(
    () => {
      // Looked up once a block and not once a row: the key of a question with many columns is long.
      const found = new Map<number, ModelsPage>();
      return (index: number) => {
        const block = Math.floor(index / BLOCK);
        const page = found.get(block) ?? client.getQueryData(modelsPage(shown, block).queryKey);
        if (page) found.set(block, page);
        return page?.rows[index % BLOCK];
      };
    },
    // The rows are new whenever a block has come.
    // oxlint-disable-next-line react/exhaustive-deps
    [client, shown, ...results.map((result) => result.dataUpdatedAt)],
  );
  const fetch = useSettled(setBlocks);
  const show = useCallback(
    (from: number, to: number) => {
      sight.tell(from, to);
      fetch(from, to);
    },
    [sight, fetch],
  );
  useKept(shown, around);
  const failed = results.find((result) => result.isError);
  const read = results.map((result) => result.dataUpdatedAt).filter((at) => at > 0);
  return {
    sight,
    source: { count, get, show, stale, question: `${shown.where}\n${shown.sort}` },
    first,
    settled,
    error: failed?.error ?? null,
    fresh: {
      at: read.length > 0 ? Math.min(...read) : 0,
      fetching: results.some((result) => result.isFetching),
      failed: failed !== undefined,
      onRefresh: () => void client.invalidateQueries({ queryKey: keys.models }),
    },
    retry: () => results.forEach((result) => result.isError && void result.refetch()),
  };
}

/** The question itself, or the one before where its rows have all that is asked for now. */
function useWidened(search: ModelsSearch): ModelsSearch {
  const [held, setHeld] = useState(search);
  const next = widened(held, search);
  if (next !== held) setHeld(next);
  return next;
}

/**
 * Report a range at once after a rest, else when it has stayed for a moment: a jump is answered without delay, and rows
 * flying by are not worth a request.
 */
function useSettled(report: (sight: { from: number; to: number }) => void): RowSource<ModelRow>["show"] {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const last = useRef({ at: 0, from: 0, to: 0 });
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(
    (firstRow: number, lastRow: number) => {
      const from = Math.floor(Math.max(0, firstRow - MARGIN) / BLOCK);
      const to = Math.floor((lastRow + MARGIN) / BLOCK);
      const now = performance.now();
      const rested = now - last.current.at > SETTLE_MS;
      if (from === last.current.from && to === last.current.to) return;
      last.current = { at: now, from, to };
      clearTimeout(timer.current);
      if (rested) report({ from, to });
      else timer.current = setTimeout(() => report({ from, to }), SETTLE_MS);
    },
    [report],
  );
}

/** Forget the blocks that were in sight longest ago. */
function useKept(search: ModelsSearch, blocks: readonly number[]): void {
  const client = useQueryClient();
  const order = useRef<{ search: ModelsSearch; blocks: number[] }>({ search, blocks: [] });
  useEffect(() => {
    const old = order.current.search === search ? order.current.blocks : [];
    const kept = [...old.filter((block) => !blocks.includes(block)), ...blocks];
    for (const block of kept.splice(0, Math.max(0, kept.length - KEPT_BLOCKS))) {
      client.removeQueries({ queryKey: modelsPage(search, block).queryKey });
    }
    order.current = { search, blocks: kept };
  }, [client, search, blocks]);
}

/** The first block, which counts, and the blocks in sight. */
function blocksOf(from: number, to: number): number[] {
  const blocks = [0];
  for (let block = Math.max(1, from); block <= to; block += 1) blocks.push(block);
  return blocks;
}
