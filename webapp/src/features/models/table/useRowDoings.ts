/**
 * What happens when rows and values of the models table are pressed, and what its menus offer beside the table's own
 * entries. Opens nothing itself: a value, a column's statistics and a new filter go to the page.
 */
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import type { ModelRow } from "../../../api/types.ts";
import { useMessages } from "../../../i18n/messages.ts";
import { writeExact, type Json } from "../../../lib/json/json.ts";
import { modelParams } from "../../../lib/paths.ts";
import { toasts } from "../../../lib/toasts.ts";
import { andQuery, KEY_FIELDS } from "../../../lib/query/query.ts";
import { filterBy } from "../../../lib/query/valueFilter.ts";
import type { RowDoings } from "../../../components/grid/DataTable.tsx";
import type { MenuEntry } from "../../../components/grid/menu.ts";
import type { AskForColumn } from "../filter/useColumnWish.ts";

export interface RowTargets {
  where: string;
  onFilter: (where: string) => void;
  onValue: (shown: { id: string; key: string; value: Json }) => void;
  onStatistics: (shown: { key: string; anchor: HTMLElement }) => void;
  /** Begin a test of this column in the filter bar, where there is a way to. */
  onFilterColumn?: AskForColumn;
}

/** The doings of the models table. */
export function useRowDoings(targets: RowTargets): RowDoings<ModelRow> {
  const t = useMessages();
  const navigate = useNavigate();
  const { where, onFilter, onValue, onStatistics, onFilterColumn } = targets;
  return useMemo(() => {
    const show = (row: ModelRow, key: string): void => onValue({ id: row.id, key, value: row[key] ?? null });
    const open = (row: ModelRow): void =>
      void navigate({ to: "/models/$dataset/$model", params: modelParams(row.id) });
    const filter = (id: string, label: string, test: string | null): MenuEntry[] =>
      test === null ? [] : [{ id, label, run: () => onFilter(andQuery(where, test)) }];
    return {
      open,
      value: show,
      headingEntries: (key) => [
        ...(onFilterColumn && isFilterable(key)
          ? [
              {
                id: "filter",
                label: t.grid.filterBy,
                run: (anchor: HTMLElement) => onFilterColumn(key, anchor),
              },
            ]
          : []),
        ...(isCounted(key)
          ? [
              {
                id: "statistics",
                label: t.grid.statistics,
                run: (anchor: HTMLElement) => onStatistics({ key, anchor }),
              },
            ]
          : []),
      ],
      cellEntries: (row, key) => {
        const value = row[key];
        const text = value === undefined ? "" : typeof value === "string" ? value : writeExact(value);
        return [
          [
            ...filter("only", t.grid.only, filterBy(key, value, false)),
            ...filter("without", t.grid.without, filterBy(key, value, true)),
          ],
          [
            { id: "open", label: t.grid.openRow, keys: ["Enter"], run: () => open(row) },
            ...(value === undefined ? [] : [{ id: "show", label: t.grid.show, run: () => show(row, key) }]),
          ],
          [
            ...(value === undefined
              ? []
              : [
                  {
                    id: "copy",
                    label: t.grid.copyValue,
                    run: () => void copy(text, t.app.copied, t.app.copyFailed),
                  },
                ]),
            {
              id: "copy-id",
              label: t.grid.copyId,
              run: () => void copy(row.id, t.app.copied, t.app.copyFailed),
            },
          ],
        ];
      },
    };
  }, [t, navigate, where, onFilter, onValue, onStatistics, onFilterColumn]);
}

/** What a query can name: not the size of a family. */
function isFilterable(key: string): boolean {
  return key in KEY_FIELDS || isCounted(key);
}

/** The server keeps figures of args and metrics. */
function isCounted(key: string): boolean {
  return /^(args|metrics)\./.test(key);
}

async function copy(text: string, done: string, failed: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toasts.show(done);
  } catch {
    toasts.show(failed, "bad");
  }
}
