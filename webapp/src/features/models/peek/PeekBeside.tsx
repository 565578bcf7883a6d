/** Room for the peek beside the table, or over it on a narrow screen. Escape closes it from anywhere within. */
import { lazy, Suspense, type KeyboardEvent, type ReactNode } from "react";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { isComposing } from "../../../lib/shortcuts.ts";

const PeekPanel = lazy(async () => ({ default: (await import("./PeekPanel.tsx")).PeekPanel }));

export interface PeekBesideProps {
  /** The model, or empty for none. */
  id: string;
  columns: readonly string[];
  onClose: () => void;
  children: ReactNode;
}

/** The table and, while there is one, the peek. */
export function PeekBeside({ id, columns, onClose, children }: PeekBesideProps) {
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (event.key !== "Escape" || id === "" || event.defaultPrevented || isComposing(event.nativeEvent))
      return;
    event.preventDefault();
    onClose();
    // The focus must not stay on what is no longer there.
    event.currentTarget.querySelector<HTMLElement>("[role=grid]")?.focus();
  }
  return (
    // A key for what is inside, not a control of its own.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div onKeyDown={onKeyDown} className="relative flex min-h-64 grow gap-3">
      <div className="min-w-0 grow">{children}</div>
      {id !== "" && (
        <div className="absolute inset-0 z-30 flex md:static md:z-auto">
          <Suspense
            fallback={
              <div className="w-full p-4 md:w-[23rem] xl:w-[26rem]">
                <Skeleton lines={9} />
              </div>
            }
          >
            <PeekPanel id={id} columns={columns} onClose={onClose} />
          </Suspense>
        </div>
      )}
    </div>
  );
}
