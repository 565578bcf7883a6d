/** The head of one page of administration: what it is about, and what can be done with all of it. */
import type { ReactNode } from "react";
import { useTitle } from "../../components/layout/Page.tsx";
import { useWords } from "./useWords.ts";

export interface SectionProps {
  of: "users" | "audit" | "shares" | "policy" | "storage";
  aside?: ReactNode;
  children: ReactNode;
}

/** A heading, a line, the rest. */
export function Section({ of, aside, children }: SectionProps) {
  const t = useWords();
  useTitle(t.admin.tabs[of]);
  return (
    <section aria-labelledby="section" className="flex min-w-0 flex-col gap-4">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 id="section" className="text-lg font-semibold">
            {t.admin.tabs[of]}
          </h2>
          <p className="text-muted">{t.admin.hints[of]}</p>
        </div>
        {aside}
      </div>
      {children}
    </section>
  );
}
