/** How many families of how many models there are, told to the eye and to the ear. */
import { LoaderCircle } from "lucide-react";
import { useMessages } from "../../../i18n/messages.ts";
import type { FoldRows } from "./useFoldRows.ts";

/** The line above the folded table. */
export function FoldStatus({ rows }: { rows: FoldRows }) {
  const t = useMessages();
  const { total, fetching } = rows;
  return (
    <p className="inline-flex items-center gap-2">
      <span role="status" className="font-medium">
        {total && t.tools.fold.total(total.families, total.models)}
      </span>
      {fetching && (
        <LoaderCircle aria-label={t.models.refreshing} size={14} className="animate-spin text-muted" />
      )}
    </p>
  );
}
