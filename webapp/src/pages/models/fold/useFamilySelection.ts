/**
 * Selecting a family is selecting its models: they are asked for when it is, since a closed family knows only how many
 * it has. A family counts as selected while all of its models are.
 */
import { useCallback, useMemo, useState } from "react";
import type { Family } from "../../../api/families.ts";
import type { Selection } from "../../../table/DataTable.tsx";

export interface FamilySelectionOptions {
  /** The family of a row, or undefined for a model's row. */
  find: (rowId: string) => Family | undefined;
  collect: (family: Family) => Promise<readonly string[]>;
}

/** The selection of the models, as the folded table shows it. */
export function useFamilySelection<S extends Selection>(
  selection: S,
  { find, collect }: FamilySelectionOptions,
): S {
  const [known, setKnown] = useState<ReadonlyMap<string, readonly string[]>>(new Map());
  const { ids, toggle } = selection;
  const shown = useMemo(() => {
    const whole = [...known].filter(([, models]) => models.length > 0 && models.every((id) => ids.has(id)));
    return whole.length === 0 ? ids : new Set([...ids, ...whole.map(([key]) => key)]);
  }, [known, ids]);
  const toggleRow = useCallback(
    async (rowId: string) => {
      const family = find(rowId);
      if (family === undefined) return toggle(rowId);
      const models = known.get(rowId) ?? (await collect(family));
      setKnown((old) => new Map(old).set(rowId, models));
      const whole = models.every((id) => ids.has(id));
      for (const id of models) if (ids.has(id) === whole) toggle(id);
    },
    [find, collect, known, ids, toggle],
  );
  return useMemo(
    () => ({ ...selection, ids: shown, toggle: (id: string) => void toggleRow(id) }),
    [selection, shown, toggleRow],
  );
}
