/** Grey lines in the shape of what is being loaded. */
import { useMessages } from "../../i18n/messages.ts";

const WIDTHS = ["w-2/3", "w-1/2", "w-5/6", "w-1/3", "w-3/5", "w-2/5"];

/** Lines to come. */
export function Skeleton({ lines = 6 }: { lines?: number }) {
  const t = useMessages();
  return (
    <div role="status" className="flex flex-col gap-3 py-2">
      <span className="sr-only">{t.app.loading}</span>
      {Array.from({ length: lines }, (_, at) => (
        <span key={at} aria-hidden className={`skeleton h-3 ${WIDTHS[at % WIDTHS.length]}`} />
      ))}
    </div>
  );
}
