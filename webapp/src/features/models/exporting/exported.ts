/**
 * Rows as CSV, TSV, LaTeX or JSON, character for character as `modelbase ls` writes them: what it disarms for
 * spreadsheets is disarmed here. Row by row, so that a long table never is one text. Pure.
 */
import { NumberText, writeExact, type Json } from "../../../lib/json/json.ts";

export const FORMATS = ["csv", "tsv", "json", "latex"] as const;
export type Format = (typeof FORMATS)[number];

/** How a format's file ends, and what a browser calls its content. */
export const FILES: Record<Format, { ending: string; type: string }> = {
  csv: { ending: "csv", type: "text/csv;charset=utf-8" },
  tsv: { ending: "tsv", type: "text/tab-separated-values;charset=utf-8" },
  json: { ending: "json", type: "application/json" },
  latex: { ending: "tex", type: "application/x-tex" },
};

export type Row = Readonly<Record<string, Json>>;

/** Writes one table; `head` is asked for last, when all rows have been seen. */
export interface Writer {
  row: (row: Row) => string;
  head: () => string;
  foot: () => string;
}

const FORMULA = /^[=+\-@\t\r]/;
const LATEX = /[&%$#_{}\\~^]/g;
const LATEX_WORDS: Record<string, string> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
};
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
// oxlint-disable-next-line no-control-regex
const CONTROL_OR_BREAK = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

const WRITERS: Record<Format, (columns: readonly string[]) => Writer> = { csv, tsv, json, latex };

/** Begin a table of these columns. */
export function writer(format: Format, columns: readonly string[]): Writer {
  return WRITERS[format](columns);
}

/** A value as a program reads it: empty for nothing, JSON for lists and mappings. */
export function plainText(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : writeExact(value);
}

function csv(columns: readonly string[]): Writer {
  return {
    head: () => csvLine(columns),
    row: (row) => csvLine(columns.map((key) => row[key])),
    foot: () => "",
  };
}

function csvLine(cells: readonly (Json | undefined)[]): string {
  return `${cells.map((cell) => quoted(disarmed(cell))).join(",")}\n`;
}

function tsv(columns: readonly string[]): Writer {
  return {
    head: () => tsvLine(columns),
    row: (row) => tsvLine(columns.map((key) => plainText(row[key]))),
    foot: () => "",
  };
}

function tsvLine(cells: readonly string[]): string {
  return `${cells.map(field).join("\t")}\n`;
}

function json(columns: readonly string[]): Writer {
  let count = 0;
  return {
    head: () => (count === 0 ? "[" : "[\n"),
    row: (row) => {
      const shown = Object.fromEntries(
        columns.filter((key) => row[key] !== undefined).map((key) => [key, row[key]!]),
      );
      count += 1;
      return `${count === 1 ? "" : ",\n"}  ${writeExact(shown, 2).replaceAll("\n", "\n  ")}`;
    },
    foot: () => (count === 0 ? "]\n" : "\n]\n"),
  };
}

function latex(columns: readonly string[]): Writer {
  const numeric = columns.map(() => true);
  return {
    row: (row) => {
      columns.forEach((key, at) => {
        const value = row[key] ?? null;
        if (value !== null && !(value instanceof NumberText)) numeric[at] = false;
      });
      return `${columns.map((key) => tex(plainText(row[key]))).join(" & ")} \\\\\n`;
    },
    head: () =>
      [
        `\\begin{tabular}{${numeric.map((one) => (one ? "r" : "l")).join("")}}`,
        "\\toprule",
        `${columns.map(tex).join(" & ")} \\\\`,
        "\\midrule\n",
      ].join("\n"),
    foot: () => "\\bottomrule\n\\end{tabular}\n",
  };
}

/** Text that a spreadsheet would run as a formula gets a quote before it; numbers stay numbers. */
function disarmed(value: Json | undefined): string {
  const text = plainText(value);
  return typeof value === "string" && FORMULA.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[,"\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function field(text: string): string {
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll("\t", "\\t")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r");
  return escaped.replace(CONTROL, "\ufffd");
}

function tex(text: string): string {
  return text.replace(CONTROL_OR_BREAK, " ").replace(LATEX, (sign) => LATEX_WORDS[sign] ?? `\\${sign}`);
}
