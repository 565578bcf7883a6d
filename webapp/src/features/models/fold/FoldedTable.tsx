/** The models table folded to families: same filter, columns and order, one row for the replicas of a recipe. */
import { keepPreviousData, useInfiniteQuery, useQueries, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Layers2 } from "lucide-react";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { families as familiesQuery, type Family } from "../../../api/families.ts";
import { keys, modelsPage, type ModelsSearch } from "../../../api/queries.ts";
import type { ModelRow } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { EmptyState } from "../../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import type { FreshnessProps } from "../../../components/feedback/Freshness.tsx";
import { DataTable, type RowDoings } from "../../../components/grid/DataTable.tsx";
import type { GridColumn, GridRow, RowSource } from "../../../components/grid/grid.ts";
import type { Selection } from "../../../components/grid/selection.ts";
import { useMessages } from "../../../i18n/messages.ts";
import { asSentence, failureOf } from "../../../lib/failure.ts";
import { modelParams } from "../../../lib/paths.ts";
import { toasts } from "../../../lib/toasts.ts";
import { useBulkWrites } from "../bulk/queries.ts";
import type { AskForColumn } from "../filter/useColumnWish.ts";
import { PeekBeside, usePeek } from "../peek/PeekBeside.tsx";
import { RowsInSight, ShownRows, StatusLine } from "../StatusLine.tsx";
import { useBeside } from "../table/useBeside.tsx";
import { useColumnStore } from "../table/useModelColumns.ts";
import type { ModelSelection } from "../useSelection.ts";
import type { TableQuery } from "../useTableQuery.ts";
import { foldColumns } from "./foldColumns.tsx";
import {
  familyPlaces,
  type FoldRow,
  foldRows,
  keyOf,
  unfolded,
  whereFamily,
  withoutSize,
} from "./foldRows.ts";

export interface FoldedTableProps {
  query: TableQuery;
  search: ModelsSearch;
  columns: readonly GridColumn<ModelRow>[];
  rowHeight: number;
  selection: ModelSelection;
  onFilterColumn: AskForColumn | undefined;
  /** What stands beside the count. */
  beside: ReactNode;
}

/** Shown in place of the table while the address says `fold=family`. */
export function FoldedTable(props: FoldedTableProps) {
  const { query, search, columns, rowHeight, selection, beside } = props;
  const t = useMessages();
  const navigate = useNavigate();
  const rows = useFoldRows(search);
  const { toggle } = rows;
  const { where } = query;
  const peek = usePeek(query, rows.source, peeked);
  const shown = useMemo(
    () => foldColumns(columns, t, { toggle, alone: (family) => ({ where: whereFamily(where, family) }) }),
    [columns, t, toggle, where],
  );
  const writes = useBulkWrites();
  const collect = useCallback(
    async (family: Family) => {
      const inside = { where: whereFamily(where, family), sort: "", columns: "id" };
      try {
        return await writes.collect(inside, new AbortController().signal, () => undefined);
      } catch (error) {
        toasts.show(asSentence(failureOf(error).message), "bad");
        return [];
      }
    },
    [writes, where],
  );
  const { get } = rows.source;
  const chosen = useFamilySelection(selection, { find: rows.find, collect, get });
  const store = useColumnStore(query);
  const { on: models, beside: panels } = useBeside(query, props.onFilterColumn);

  const limit = foldLimit(rows.error);

  function open(row: FoldRow): void {
    if (row.kind === "model") void navigate({ to: "/models/$dataset/$model", params: modelParams(row.id) });
    else if (row.kind === "family") toggle(row.family);
    else query.change({ where: whereFamily(where, row.family), fold: null });
  }
  const on: RowDoings<FoldRow> = {
    open,
    value: (row, key) => row.kind === "model" && models.value(row.row, key),
    headingEntries: (key) => models.headingEntries(key),
    cellEntries: (row, key) => (row.kind === "model" ? models.cellEntries(row.row, key) : []),
  };
  return (
    <>
      <StatusLine
        count={<FoldStatus rows={rows} />}
        shown={<ShownRows sight={rows.sight} total={rows.total?.families ?? null} />}
        fresh={rows.fresh}
      >
        {beside}
      </StatusLine>
      {limit !== null && <TooManyToFold limit={limit} query={query} onFilterColumn={props.onFilterColumn} />}
      {rows.error !== null && limit === null && <ErrorNotice error={rows.error} onRetry={rows.retry} />}
      {limit === null && (rows.total !== null || rows.error === null) && (
        <PeekBeside id={query.peek} columns={columns.map((one) => one.key)} onClose={peek.close}>
          <DataTable
            label={t.tools.fold.grid}
            columns={shown}
            source={peek.source}
            rowHeight={rowHeight}
            store={store}
            selection={chosen}
            on={on}
          />
        </PeekBeside>
      )}
      {panels}
    </>
  );
}

/** How many models can be folded, where that is what was wrong. */
function foldLimit(error: unknown): number | null {
  const { code, details } = failureOf(error);
  return code === "query_limit" && typeof details["limit"] === "number" ? details["limit"] : null;
}

function peeked(row: FoldRow): string {
  return row.kind === "model" ? row.id : row.family.id;
}

/** How many families of how many models there are, told to the eye and to the ear. */
function FoldStatus({ rows }: { rows: FoldRows }) {
  const t = useMessages();
  const { total } = rows;
  return (
    <p role="status" className="font-medium">
      {total && t.tools.fold.total(total.families, total.models)}
    </p>
  );
}

interface TooManyToFoldProps {
  /** How many can be folded. */
  limit: number;
  query: TableQuery;
  onFilterColumn: AskForColumn | undefined;
}

/** What stands in place of the folded table where more models match than are folded: what to do about it. */
function TooManyToFold({ limit, query, onFilterColumn }: TooManyToFoldProps) {
  const t = useMessages();
  const words = t.tools.fold.tooMany;
  return (
    <EmptyState icon={<Layers2 size={34} />} title={words.title} hint={words.hint(limit)}>
      <div className="flex flex-wrap justify-center gap-2">
        {onFilterColumn !== undefined && (
          <Button look="primary" onClick={(event) => onFilterColumn("name", event.currentTarget)}>
            {words.filter}
          </Button>
        )}
        <Button onClick={() => query.change(unfolded)}>{words.unfold}</Button>
      </div>
    </EmptyState>
  );
}

interface FamilySelectionOptions {
  /** The family of a row, or undefined for a model's row. */
  find: (rowId: string) => Family | undefined;
  collect: (family: Family) => Promise<readonly string[]>;
  get: (index: number) => GridRow | undefined;
}

/**
 * Selecting a family is selecting its models: they are asked for when it is, since a closed family knows only how many
 * it has. A family counts as selected while all of its models are.
 */
function useFamilySelection(
  selection: ModelSelection,
  { find, collect, get }: FamilySelectionOptions,
): Selection {
  const [known, setKnown] = useState<ReadonlyMap<string, readonly string[]>>(new Map());
  const { chosen, has, toggle } = selection;
  const isWhole = useCallback(
    (models: readonly string[]) => models.length > 0 && models.every((id) => has(id)),
    [has],
  );
  const toggleRow = useCallback(
    async (rowId: string, index: number) => {
      const family = find(rowId);
      if (family === undefined) return toggle(rowId, index);
      const models = known.get(rowId) ?? (await collect(family));
      setKnown((old) => new Map(old).set(rowId, models));
      const whole = isWhole(models);
      for (const id of models) if (has(id) === whole) toggle(id, index);
    },
    [find, collect, known, has, isWhole, toggle],
  );
  return useMemo(
    () => ({
      state: selection.state,
      // A family that was not asked for its models is selected where all are.
      has: (rowId) => {
        if (find(rowId) === undefined) return has(rowId);
        const models = known.get(rowId);
        return models ? isWhole(models) : chosen.kind === "query";
      },
      toggle: (rowId, index) => void toggleRow(rowId, index),
      // Places of a folded table are not those of its models: a range is taken row by row.
      extend: (index) => {
        const row = get(index);
        if (row) void toggleRow(row.id, index);
      },
      toggleAll: selection.toggleAll,
    }),
    [selection, chosen, find, get, has, isWhole, known, toggleRow],
  );
}

const SKELETON_ROWS = 12;
/** How near to the end of what is there the next page is asked for. */
const NEAR = 200;

interface FoldRows {
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

/** The rows of the folded table: families page by page, and the models of those that are open. */
function useFoldRows(search: ModelsSearch): FoldRows {
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
