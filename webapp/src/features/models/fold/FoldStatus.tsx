/** How many families of how many models there are, told to the eye and to the ear. */
import { useMessages } from "../../../i18n/messages.ts";
import type { FoldRows } from "./useFoldRows.ts";

/** The beginning of the line above the folded table. */
export function FoldStatus({ rows }: { rows: FoldRows }) {
  const t = useMessages();
  const { total } = rows;
  return (
    <p role="status" className="font-medium">
      {total && t.tools.fold.total(total.families, total.models)}
    </p>
  );
}
