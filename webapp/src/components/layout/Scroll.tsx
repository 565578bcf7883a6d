/** Room for a plain table that may be wider than the screen: it scrolls inside, also by keyboard. */
import type { ReactNode } from "react";

export interface ScrollProps {
  label: string;
  /** Whether the first column stays in sight while the others scroll. */
  pinned?: boolean;
  children: ReactNode;
}

/** A scrolling box with a name. */
export function Scroll({ label, pinned = false, children }: ScrollProps) {
  return (
    <section
      aria-label={label}
      tabIndex={0}
      className={`plain-table scroll-cue relative overflow-x-auto rounded-md border border-line ${pinned ? "pinned-table" : ""}`}
    >
      {children}
    </section>
  );
}
