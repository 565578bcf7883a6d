/** Too few models to compare, and what to do about it. */
import { Link } from "@tanstack/react-router";
import { GitCompare } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "../../components/feedback/EmptyState.tsx";
import { useMessages } from "../../i18n/messages.ts";

/** Fewer than two: pick some. */
export function NotEnough({ ids, children }: { ids: readonly string[]; children: ReactNode }) {
  const t = useMessages();
  return (
    <div className="px-4 pt-4">
      <h1 className="text-xl font-semibold">{t.diff.title}</h1>
      <EmptyState icon={<GitCompare size={34} />} title={t.diff.needsTwo} hint={t.diff.needsTwoHint}>
        {ids.map((id) => (
          <code key={id} className="font-mono break-all text-muted">
            {id}
          </code>
        ))}
        {children}
        <Link to="/" className="text-accent underline">
          {t.error.toModels}
        </Link>
      </EmptyState>
    </div>
  );
}
