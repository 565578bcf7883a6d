/** Room for the panel of columns beside the table, or over it on a narrow screen. Escape closes it from within. */
import { lazy, Suspense, type KeyboardEvent, type ReactNode } from "react";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { isComposing } from "../../../lib/shortcuts.ts";
import type { TableQuery } from "../useTableQuery.ts";

const ColumnPanel = lazy(async () => ({ default: (await import("./ColumnPanel.tsx")).ColumnPanel }));

export interface ColumnsBesideProps {
  /** Null while it is closed, else since when keys are new. */
  since: string | null;
  shown: readonly string[];
  query: TableQuery;
  onClose: () => void;
  children: ReactNode;
}

/** The table and, while it is open, the panel. */
export function ColumnsBeside({ since, shown, query, onClose, children }: ColumnsBesideProps) {
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.defaultPrevented || isComposing(event.nativeEvent)) return;
    event.preventDefault();
    onClose();
  }
  return (
    <div className="relative flex min-h-0 grow gap-3">
      <div className="flex min-w-0 grow flex-col gap-3">{children}</div>
      {since !== null && (
        // A key for what is inside, not a control of its own.
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
        <div onKeyDown={onKeyDown} className="absolute inset-0 z-30 flex md:static md:z-auto">
          <Suspense
            fallback={
              <div className="w-full p-4 md:w-[25rem]">
                <Skeleton lines={9} />
              </div>
            }
          >
            <ColumnPanel shown={shown} query={query} since={since} onClose={onClose} />
          </Suspense>
        </div>
      )}
    </div>
  );
}
