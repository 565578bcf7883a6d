/** Room for a plain table that may be wider than the screen: it scrolls inside, also by keyboard. */
import type { ReactNode } from "react";

/** A scrolling box with a name. */
export function Scroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section
      aria-label={label}
      tabIndex={0}
      className="plain-table relative overflow-x-auto rounded-md border border-line bg-surface"
    >
      {children}
    </section>
  );
}
