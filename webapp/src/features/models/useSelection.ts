/**
 * Which models are selected, by ID or by the filter that finds them, so that sorting and scrolling keep them. A range
 * fetches the IDs between its ends if they are not here; another filter ends a selection that went by filter.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { BLOCK, modelsPage, type ModelsSearch } from "../../api/queries.ts";
import type { ModelsPage } from "../../api/types.ts";
import { walkPage, type WalkPage } from "../../api/walk.ts";
import { useMessages } from "../../i18n/messages.ts";
import { toasts } from "../../lib/toasts.ts";
import {
  allOf,
  countOf,
  has,
  including,
  NONE,
  toggled,
  type Chosen,
  type Selection,
} from "../../components/grid/selection.ts";

export const MOST_IN_A_RANGE = 10_000;

export interface ModelSelection extends Selection {
  chosen: Chosen;
  count: number;
  /** The selected IDs; empty while the selection goes by filter. */
  ids: ReadonlySet<string>;
  /** A selection by filter: how many there are, and how to come to their IDs. */
  all: { count: number; load: () => Promise<string[]> } | null;
  clear: () => void;
  /** These, and with `add` also what was selected before. */
  choose: (ids: readonly string[], add: boolean) => void;
}

/** Hold a selection over the rows of a search, whose first block tells how many there are. */
export function useSelection(search: ModelsSearch, first: ModelsPage | null): ModelSelection {
  const total = first?.total ?? 0;
  const client = useQueryClient();
  const t = useMessages();
  const [held, setChosen] = useState<Chosen>(NONE);
  const anchor = useRef(0);
  const chosen = held.kind === "query" && held.where !== search.where ? NONE : held;
  if (chosen !== held) setChosen(chosen);
  return useMemo(() => {
    const idsBetween = async (first: number, last: number): Promise<string[]> => {
      const blocks = [];
      for (let block = Math.floor(first / BLOCK); block <= Math.floor(last / BLOCK); block += 1) {
        blocks.push(await client.fetchQuery(modelsPage(search, block)));
      }
      const skipped = Math.floor(first / BLOCK) * BLOCK;
      return blocks
        .flatMap((page) => page.rows.map((row) => row.id))
        .slice(first - skipped, last + 1 - skipped);
    };
    const count = countOf(chosen);
    const whole = total > 0 && count === total;
    return {
      chosen,
      count,
      ids: chosen.kind === "ids" ? chosen.ids : NO_IDS,
      all: chosen.kind === "ids" ? null : { count, load: () => idsOf(chosen) },
      clear: () => setChosen(NONE),
      choose: (ids, add) => setChosen((old) => including(add ? old : NONE, ids)),
      state: count === 0 ? "none" : whole ? "all" : "some",
      has: (id) => has(chosen, id),
      toggle: (id, index) => {
        anchor.current = index;
        setChosen((old) => toggled(old, id));
      },
      extend: (index) => {
        const [first, last] = [Math.min(anchor.current, index), Math.max(anchor.current, index)];
        if (last - first >= MOST_IN_A_RANGE) return toasts.show(t.grid.rangeTooLong(MOST_IN_A_RANGE));
        void idsBetween(first, last).then((ids) => setChosen((old) => including(old, ids)));
      },
      toggleAll: () => setChosen(whole ? NONE : allOf(search.where, total)),
    };
  }, [chosen, client, search, t, total]);
}

/** The IDs of a selection by filter, page after page. */
async function idsOf(chosen: Chosen & { kind: "query" }): Promise<string[]> {
  const found: string[] = [];
  let after: string | null = null;
  do {
    const page: WalkPage = await walkPage({ where: chosen.where, sort: "", columns: "title" }, after);
    found.push(...page.rows.map((row) => row.id).filter((id) => !chosen.except.has(id)));
    after = page.next;
  } while (after !== null);
  return found;
}

const NO_IDS: ReadonlySet<string> = new Set();
