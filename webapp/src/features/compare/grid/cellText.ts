/** The short texts of a cell: what a number changed by, and what is shown of a file and of metadata. Pure. */
import type { DiffCell, DiffRow } from "../../../api/types.ts";
import { formatBytes, formatMetric, formatMoment } from "../../../lib/format/format.ts";
import { isMapping, NumberText, type Json } from "../../../lib/json/json.ts";

/** The size of a file and its hash, or null for any other value. */
export function fileOf(value: Json | undefined, language: string): { size: string; sha256: string } | null {
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
  const text = times.toLocaleString(language, { maximumSignificantDigits: times < 10 ? 3 : 4 });
  return `${grown ? "×" : "÷"}${text}`;
}
