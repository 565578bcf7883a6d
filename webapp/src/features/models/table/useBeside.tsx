/** What is done with rows and values, with the panels that open for it: the whole of a value, a column's statistics. */
import { useNavigate } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useCallback, useMemo, useState } from "react";
import type { ModelRow } from "../../../api/types.ts";
import type { RowDoings } from "../../../components/grid/DataTable.tsx";
import type { MenuEntry } from "../../../components/grid/grid.ts";
import { useMessages } from "../../../i18n/messages.ts";
import { type Json, writeExact } from "../../../lib/json/json.ts";
import { modelParams } from "../../../lib/paths.ts";
import { andQuery, KEY_FIELDS } from "../../../lib/query/query.ts";
import { filterBy } from "../../../lib/query/valueFilter.ts";
import { toasts } from "../../../lib/toasts.ts";
import type { AskForColumn } from "../filter/useColumnWish.ts";
import type { TableQuery } from "../useTableQuery.ts";
import type { ShownValue } from "./ValueDrawer.tsx";

/** The doings of a table of models, and what they have opened. */
export function useBeside(
  query: TableQuery,
  onFilterColumn: AskForColumn | undefined,
): { on: RowDoings<ModelRow>; beside: ReactNode } {
  const [open, setOpen] = useState<Beside>(null);
  const on = useRowDoings({
    where: query.where,
    onFilter: query.setWhere,
    onValue: useCallback((value) => setOpen({ value }), []),
    onFilterColumn,
    onStatistics: useCallback((statistics) => setOpen({ statistics }), []),
  });
  const beside = (
    <BesideTable open={open} where={query.where} onFilter={query.setWhere} onClose={() => setOpen(null)} />
  );
  return { on, beside };
}

const ValueDrawer = lazy(async () => ({ default: (await import("./ValueDrawer.tsx")).ValueDrawer }));
const ColumnStatistics = lazy(async () => ({
  default: (await import("../statistics/ColumnStatistics.tsx")).ColumnStatistics,
}));

type Beside = { value: ShownValue } | { statistics: { key: string; anchor: HTMLElement } } | null;

interface BesideTableProps {
  open: Beside;
  where: string;
  onFilter: (where: string) => void;
  onClose: () => void;
}

/** What the table opens beside itself: the whole value of a cell, the statistics of a column. Each loads when asked for. */
function BesideTable({ open, where, onFilter, onClose }: BesideTableProps) {
  if (open === null) return null;
  return (
    <Suspense>
      {"value" in open ? (
        <ValueDrawer shown={open.value} onClose={onClose} />
      ) : (
        <ColumnStatistics
          column={open.statistics.key}
          anchor={open.statistics.anchor}
          where={where}
          onFilter={onFilter}
          onClose={onClose}
        />
      )}
    </Suspense>
  );
}

interface RowTargets {
  where: string;
  onFilter: (where: string) => void;
  onValue: (shown: { id: string; key: string; value: Json }) => void;
  onStatistics: (shown: { key: string; anchor: HTMLElement }) => void;
  /** Begin a test of this column in the filter bar, where there is a way to. */
  onFilterColumn?: AskForColumn;
}

/**
 * What happens when rows and values of the models table are pressed, and what its menus offer beside the table's own
 * entries. Opens nothing itself: a value, a column's statistics and a new filter go to the page.
 */
function useRowDoings(targets: RowTargets): RowDoings<ModelRow> {
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
