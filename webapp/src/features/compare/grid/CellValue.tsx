/** One cell of a comparison: its value, and how it stands to the base by sign, word, difference and ratio. */
import type { DiffCell, DiffRow } from "../../../api/types.ts";
import { Value } from "../../../components/tree/Value.tsx";
import { useLocale } from "../../../i18n/messages.ts";
import { judge } from "../../../lib/format/direction.ts";
import { leafText } from "../../../lib/json/tree.ts";
import { ChangeMark } from "./ChangeMark.tsx";
import { differenceText, fileOf, metadataText } from "./cellText.ts";

export interface CellValueProps {
  row: DiffRow;
  cell: DiffCell;
  isBase: boolean;
}

/** Value at the left, what it changed at the right. */
export function CellValue({ row, cell, isBase }: CellValueProps) {
  const { language } = useLocale();
  const change = isBase ? "same" : cell.change;
  const verdict = row.section === "metrics" ? judge(row.key, cell.delta) : null;
  const difference = change === "changed" ? differenceText(row, cell, language) : "";
  return (
    <span className="flex w-full min-w-0 items-center gap-2.5">
      {change === "removed" ? (
        <ChangeMark change="removed" />
      ) : (
        // The value is what counts: where there is little room, how far it is from the base's gives way.
        <span
          className={`grow truncate ${difference === "" ? "min-w-0" : "max-w-full shrink-0"} ${change === "same" && !isBase ? "text-faint" : ""}`}
        >
          <CellText row={row} cell={cell} />
        </span>
      )}
      {difference !== "" && (
        <span title={difference} className="min-w-0 truncate text-[0.86rem] text-muted">
          {difference}
        </span>
      )}
      {change !== "same" && change !== "removed" && <ChangeMark change={change} verdict={verdict} />}
    </span>
  );
}

function CellText({ row, cell }: { row: DiffRow; cell: DiffCell }) {
  const { language, messages } = useLocale();
  const told = metadataText(row, cell.value, language, messages.states);
  if (told !== null) return <span title={leafText(cell.value ?? "")}>{told}</span>;
  const file = fileOf(cell.value, language);
  if (file === null) return <Value value={cell.state === "missing" ? undefined : cell.value} tellMissing />;
  return (
    <span title={file.sha256}>
      {file.size} <code className="font-mono text-[0.93em] text-muted">{file.sha256.slice(0, 12)}</code>
    </span>
  );
}
