/** What stands where nothing is yet: what it is, and the next step. */
import type { ReactNode } from "react";

export interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  hint?: string;
  children?: ReactNode;
}

/** Nothing here, and what to do about it. */
export function EmptyState({ icon, title, hint, children }: EmptyStateProps) {
  return (
    <div className="mx-auto flex w-full max-w-2xl flex-col items-center gap-2 px-4 py-12 text-center">
      <div aria-hidden className="mb-1 text-faint">
        {icon}
      </div>
      <h2 className="text-lg font-semibold text-balance">{title}</h2>
      {hint && <p className="text-balance text-muted">{hint}</p>}
      {children && <div className="mt-3 flex w-full flex-col items-center gap-3">{children}</div>}
    </div>
  );
}
