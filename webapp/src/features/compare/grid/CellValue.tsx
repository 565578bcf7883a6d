/** One cell of a comparison: its value, and how it stands to the base by sign, word, difference and ratio. */
import type { Change, DiffCell, DiffRow } from "../../../api/types.ts";
import { StateBadge } from "../../../components/layout/StateBadge.tsx";
import { Value } from "../../../components/tree/Value.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { judge } from "../../../lib/format/direction.ts";
import { formatBytes, formatMetric, formatMoment, formatRatio } from "../../../lib/format/format.ts";
import { isMapping, type Json, NumberText } from "../../../lib/json/json.ts";
import { leafText } from "../../../lib/json/tree.ts";

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
  const isState = row.section === "metadata" && row.key === "state";
  if (isState && typeof cell.value === "string") return <StateBadge state={cell.value} t={messages} />;
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

// The short texts of a cell: what a number changed by, and what is shown of a file and of metadata. Pure.

/** The size of a file and its hash, or null for any other value. */
function fileOf(value: Json | undefined, language: string): { size: string; sha256: string } | null {
  if (!isMapping(value)) return null;
  const { sha256, size } = value;
  if (typeof sha256 !== "string" || !(size instanceof NumberText)) return null;
  return { size: formatBytes(size.value, language), sha256 };
}

/** Metadata as people read it: sizes in bytes, moments to the second, states in words; null for what stands as it is. */
export function metadataText(
  row: DiffRow,
  value: Json | undefined,
  language: string,
  states: Readonly<Record<string, string>>,
): string | null {
  if (row.section !== "metadata") return null;
  if (row.key === "size" && value instanceof NumberText) return formatBytes(value.value, language);
  if (typeof value !== "string") return null;
  if (row.key.endsWith("_at")) return formatMoment(value, language, "medium");
  return row.key === "state" || row.key === "visibility" ? (states[value] ?? null) : null;
}

/** What a number changed by: `−0.09 ÷10`; bytes for a file; empty where there is nothing to say. */
export function differenceText(row: DiffRow, cell: DiffCell, language: string): string {
  const { delta, ratio } = cell;
  if (delta === undefined || delta === 0) return "";
  const isSize =
    row.section === "files" || row.section === "readme" || (row.section === "metadata" && row.key === "size");
  const size = Math.abs(delta);
  const sign = delta > 0 ? "+" : "−";
  if (isSize) return sign + formatBytes(size, language);
  if (row.section === "metrics") return sign + formatMetric(size, language);
  return [sign + formatMetric(size, language), ratioText(ratio, language)]
    .filter((text) => text !== "")
    .join(" ");
}

/** `×2` or `÷10`; empty where it says nothing more than the difference. */
function ratioText(ratio: number | undefined, language: string): string {
  if (ratio === undefined || ratio <= 0 || ratio === 1) return "";
  const grown = ratio > 1;
  const times = grown ? ratio : 1 / ratio;
  const text = formatRatio(times, language);
  return `${grown ? "×" : "÷"}${text}`;
}

const MARKS = {
  added: { sign: "+", tone: "text-good" },
  removed: { sign: "−", tone: "text-bad" },
  changed: { sign: "~", tone: "text-warn" },
};

const VERDICTS = {
  better: { sign: "~", tone: "text-good" },
  worse: { sign: "~", tone: "text-bad" },
};

interface ChangeMarkProps {
  change: Exclude<Change, "same">;
  /** What else to say after the sign, instead of the word. */
  text?: string;
  /** A metric that changed is better or worse, where its name tells which. */
  verdict?: "better" | "worse" | null;
}

/** How a value stands to the base's: by sign and by word, the colour only repeats it. */
export function ChangeMark({ change, text, verdict = null }: ChangeMarkProps) {
  const t = useMessages();
  const { sign, tone } = verdict === null ? MARKS[change] : VERDICTS[verdict];
  return (
    <span className={`shrink-0 text-[0.86rem] whitespace-nowrap ${tone}`}>
      <span aria-hidden className="mr-1 font-mono font-semibold">
        {sign}
      </span>
      {verdict !== null && <span className="sr-only">{`${t.diff[change]}, `}</span>}
      {text ?? t.diff[verdict ?? change]}
    </span>
  );
}
