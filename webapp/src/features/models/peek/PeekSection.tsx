/** A part of the peek: its heading, perhaps a way on, and names with values. */
import type { ReactNode } from "react";

export interface PeekSectionProps {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}

/** One part. */
export function PeekSection({ title, aside, children }: PeekSectionProps) {
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="flex items-baseline justify-between gap-3 text-[0.86rem] font-semibold tracking-wide text-muted">
        {title}
        {aside}
      </h3>
      {children}
    </section>
  );
}
