/** How many models there are, told to the eye and, politely, to the ear. */
import { useMessages } from "../../i18n/messages.ts";
import type { ModelRows } from "./useModelRows.ts";

/** The beginning of the line above the table. */
export function TableStatus({ rows }: { rows: ModelRows }) {
  const t = useMessages();
  const { first } = rows;
  const total = first && (first.total ?? first.rows.length);
  return (
    <p role="status" className="font-medium">
      {total !== null && (first?.totalExact ? t.models.count(total) : t.models.about(total))}
    </p>
  );
}
