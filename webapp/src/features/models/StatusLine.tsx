/** The line above a table: how many there are, what is done with them, and at its end how old that is. */
import type { ReactNode } from "react";
import { Freshness, type FreshnessProps } from "../../components/feedback/Freshness.tsx";

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
