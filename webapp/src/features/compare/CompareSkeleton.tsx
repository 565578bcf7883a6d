/** The comparison before it is there, in its final shape. */
import { useMessages } from "../../i18n/messages.ts";

const WIDTHS = ["w-1/2", "w-2/3", "w-1/3", "w-3/5", "w-2/5"];

/** Headings and rows to come. */
export function CompareSkeleton({ columns }: { columns: number }) {
  const t = useMessages();
  return (
    <div role="status" className="mt-9 overflow-hidden rounded-md border border-line bg-surface">
      <span className="sr-only">{t.app.loading}</span>
      {Array.from({ length: 12 }, (_, row) => (
        <div
          key={row}
          aria-hidden
          className={`flex border-b border-line ${row === 0 ? "h-15 bg-sunken" : "h-8"}`}
        >
          {Array.from({ length: columns + 1 }, (_, column) => (
            <div
              key={column}
              className="flex grow basis-0 items-center border-r border-line px-3 last:border-r-0"
            >
              <span className={`skeleton h-2.5 ${WIDTHS[(row + column * 2) % WIDTHS.length]}`} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
