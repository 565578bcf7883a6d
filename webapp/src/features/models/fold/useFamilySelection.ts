/**
 * Selecting a family is selecting its models: they are asked for when it is, since a closed family knows only how many
 * it has. A family counts as selected while all of its models are.
 */
import { useCallback, useMemo, useState } from "react";
import type { Family } from "../../../api/families.ts";
import type { GridRow } from "../../../components/grid/grid.ts";
import type { Selection } from "../../../components/grid/selection.ts";
import type { ModelSelection } from "../useSelection.ts";

export interface FamilySelectionOptions {
  /** The family of a row, or undefined for a model's row. */
  find: (rowId: string) => Family | undefined;
  collect: (family: Family) => Promise<readonly string[]>;
  get: (index: number) => GridRow | undefined;
}

/** The selection of the models, as the folded table shows it. */
export function useFamilySelection(
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
