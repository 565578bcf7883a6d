/** The line above a table: how many there are, what is done with them, and at its end how old that is. */
import { type ReactNode, useSyncExternalStore } from "react";
import { Freshness, type FreshnessProps } from "../../components/feedback/Freshness.tsx";
import type { Span } from "../../components/grid/window.ts";
import { useLocale } from "../../i18n/messages.ts";
import { formatCount } from "../../lib/format/format.ts";

export interface StatusLineProps {
  count: ReactNode;
  /** Which of them are in sight. */
  shown?: ReactNode;
  fresh: FreshnessProps;
  children: ReactNode;
}

/** One line while there is room. */
export function StatusLine({ count, shown, fresh, children }: StatusLineProps) {
  return (
    <div className="flex min-h-[2.15rem] flex-wrap items-center gap-x-4 gap-y-2">
      {count}
      {children}
      <div className="-mr-2 ml-auto flex flex-wrap items-center gap-x-3 text-[0.93rem] text-muted">
        {shown}
        <Freshness {...fresh} />
      </div>
    </div>
  );
}

interface ShownRowsProps {
  sight: RowsInSight;
  /** Null until known. */
  total: number | null;
  exact?: boolean;
}

/** Which rows of how many are in sight. For the eye: to the ear, the table tells it by aria-rowindex and aria-rowcount. */
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

const PACE_MS = 120;

/**
 * Which rows are in sight, for the line that tells it. Kept outside of React: it changes with nearly every step of
 * scrolling, and only that line may be drawn again for it, some times a second.
 */
export class RowsInSight {
  private now: Span = { first: 0, last: -1 };
  private told: Span = this.now;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();

  tell(first: number, last: number): void {
    if (first === this.now.first && last === this.now.last) return;
    this.now = { first, last };
    this.timer ??= setTimeout(() => this.say(), PACE_MS);
  }

  get = (): Span => this.told;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private say(): void {
    this.timer = undefined;
    this.told = this.now;
    for (const listener of this.listeners) listener();
  }
}
