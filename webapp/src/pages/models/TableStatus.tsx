/** How many models there are, told to the eye and, politely, to the ear. */
import { LoaderCircle } from "lucide-react";
import { useMessages } from "../../i18n/messages.ts";
import type { ModelRows } from "./useModelRows.ts";

/** The line above the table. */
export function TableStatus({ rows }: { rows: ModelRows }) {
  const t = useMessages();
  const { first, fetching } = rows;
  const total = first && (first.total ?? first.rows.length);
  return (
    <p className="inline-flex items-center gap-2">
      <span role="status" className="font-medium">
        {total !== null && (first?.totalExact ? t.models.count(total) : t.models.about(total))}
      </span>
      {fetching && (
        <LoaderCircle aria-label={t.models.refreshing} size={14} className="animate-spin text-muted" />
      )}
    </p>
  );
}
