/** Which rows of how many are in sight. For the eye: to the ear, the table tells it by aria-rowindex and aria-rowcount. */
import { useSyncExternalStore } from "react";
import { useLocale } from "../../i18n/messages.ts";
import { formatCount } from "../../lib/format/format.ts";
import type { RowsInSight } from "./RowsInSight.ts";

export interface ShownRowsProps {
  sight: RowsInSight;
  /** Null until known. */
  total: number | null;
  exact?: boolean;
}

/** `1–24 of 100,214`. */
export function ShownRows({ sight, total, exact = true }: ShownRowsProps) {
  const { messages: t, language } = useLocale();
  const { first, last } = useSyncExternalStore(sight.subscribe, sight.get);
  if (total === null || last < first || first >= total) return null;
  const count = formatCount(total, language);
  return (
    <span aria-hidden className="hidden tabular-nums sm:inline">
      {t.models.range(first + 1, Math.min(last + 1, total), exact ? count : `≈${count}`)}
    </span>
  );
}
