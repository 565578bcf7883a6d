/** One cell of a comparison: its value, and how it stands to the base by sign and word as well as colour. */
import { Diff, Minus, Plus } from "lucide-react";
import type { DiffCell } from "../../api/types.ts";
import { Value } from "../../components/Value.tsx";
import { useLocale, useMessages } from "../../i18n/messages.ts";
import { formatMetric } from "../../lib/format.ts";
import { isMapping, NumberText, type Json } from "../../lib/json.ts";

const MARKS = {
  added: { Sign: Plus, tone: "text-good" },
  removed: { Sign: Minus, tone: "text-bad" },
  changed: { Sign: Diff, tone: "text-warn" },
};

/** Value and mark. */
export function DiffValue({ cell, isBase }: { cell: DiffCell; isBase: boolean }) {
  const t = useMessages();
  const { language } = useLocale();
  const value = fileText(cell.value);
  const mark = isBase || cell.change === "same" ? null : MARKS[cell.change];
  return (
    <span className="flex max-w-md items-center gap-2">
      {mark && (
        <span className={`inline-flex shrink-0 items-center gap-1 text-[0.86rem] ${mark.tone}`}>
          <mark.Sign aria-hidden size={13} />
          {t.diff[cell.change]}
        </span>
      )}
      {cell.change !== "removed" && (
        <Value value={cell.state === "missing" ? undefined : value} tellMissing />
      )}
      {cell.delta !== undefined && cell.delta !== 0 && (
        <span className="shrink-0 text-[0.86rem] text-muted">
          {cell.delta > 0 ? "+" : ""}
          {formatMetric(cell.delta, language)}
        </span>
      )}
    </span>
  );
}

/** A file is known by the beginning of its hash. */
function fileText(value: Json | undefined): Json | undefined {
  if (!isMapping(value)) return value;
  const { sha256, size } = value;
  const isFile = typeof sha256 === "string" && size instanceof NumberText;
  return isFile ? sha256.slice(0, 12) : value;
}
