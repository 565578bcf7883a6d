/** The order of the rows as chips, first one first: turn one round, or take it out. Knows no noun. */
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useMessages } from "../i18n/messages.ts";
import type { SortTerm } from "./codec.ts";

export interface SortChipsProps {
  terms: readonly SortTerm[];
  onChange: (terms: readonly SortTerm[]) => void;
}

/** Shows nothing for the default order. */
export function SortChips({ terms, onChange }: SortChipsProps) {
  const t = useMessages();
  if (terms.length === 0) return null;
  return (
    <ul aria-label={t.models.sort} className="flex flex-wrap items-center gap-1.5">
      {terms.map((term) => {
        const Arrow = term.descending ? ArrowDown : ArrowUp;
        const flipped = terms.map((one) => (one === term ? { ...one, descending: !one.descending } : one));
        return (
          <li key={term.key} className="inline-flex items-center rounded-md bg-accent-soft text-accent">
            <button
              type="button"
              aria-label={t.models.sortFlip(term.key)}
              className="tap inline-flex items-center gap-1 pr-1!"
              onClick={() => onChange(flipped)}
            >
              {term.key}
              <Arrow aria-hidden size={13} />
            </button>
            <button
              type="button"
              aria-label={t.models.sortRemove(term.key)}
              className="tap inline-flex items-center px-1.5!"
              onClick={() => onChange(terms.filter((one) => one !== term))}
            >
              <X aria-hidden size={13} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
