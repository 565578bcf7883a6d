/**
 * What a value looks like in a cell: text wherever text will do, for every box costs on each step of scrolling.
 * Display only; no component of its own and no hook, which a thousand cells would pay for.
 */
import type { ReactNode } from "react";
import { Badge, toneOf } from "../../../components/layout/Badge.tsx";
import type { Messages } from "../../../i18n/messages.ts";
import { formatBytes, formatMetric, formatMoment, formatRelative } from "../../../lib/format/format.ts";
import { isMapping, NumberText, writeExact, type Json } from "../../../lib/json/json.ts";
import { modelPath } from "../../../lib/paths.ts";

/** The words and the language that cells are written in. */
export interface Words {
  t: Messages;
  language: string;
}

/** How values of a column are shown; `full` is the whole of one where `cell` shows less. */
export interface CellLook {
  cell: (value: Json | undefined, words: Words) => ReactNode;
  full?: (value: Json | undefined, words: Words) => string | undefined;
}

const SHORT = 60;
/** Characters of a number that fit into the usual width. */
const LONG_NUMBER = 12;

/** Any JSON value: missing is blank, null a chip, a tree shows how much is in it. */
export function plainCell(value: Json | undefined, { t }: Words): ReactNode {
  if (value === undefined) return <span className="sr-only">{t.app.missing}</span>;
  if (value === null) return <span className="grid-null">null</span>;
  if (typeof value === "string")
    return value === "" ? <span className="grid-null">&quot;&quot;</span> : value;
  if (Array.isArray(value) || isMapping(value)) {
    return (
      <span data-tree className="grid-tree">
        {treeText(value)}
      </span>
    );
  }
  return value instanceof NumberText ? shortNumber(value) : String(value);
}

/** A number as it was written, or marked as rounded where its many digits would be cut: `≈0.64`. */
function shortNumber({ text, value }: NumberText): string {
  if (text.length <= LONG_NUMBER || Number.isInteger(value) || !Number.isFinite(value)) return text;
  const rounded = Number(value.toPrecision(6));
  return rounded === value ? String(rounded) : `≈${rounded}`;
}

function treeText(value: Json[] | { [key: string]: Json }): string {
  if (!Array.isArray(value)) return `{${Object.keys(value).length}}`;
  const flat = value.length < 9 && value.every((one) => typeof one !== "object" || one instanceof NumberText);
  const text = flat ? writeExact(value) : "";
  return flat && text.length <= SHORT ? text : `[${value.length}]`;
}

export const plain: CellLook = {
  cell: plainCell,
  full: (value) => {
    if (value instanceof NumberText) return value.text.length > LONG_NUMBER ? value.text : undefined;
    return Array.isArray(value) || isMapping(value) ? writeExact(value).slice(0, 2000) : undefined;
  },
};

export const metric: CellLook = numberLook(formatMetric);

export const bytes: CellLook = numberLook(formatBytes);

export const title: CellLook = { cell: (value, words) => (value === "" ? null : plainCell(value, words)) };

export const state: CellLook = {
  cell: (value, words) => {
    if (typeof value !== "string") return plainCell(value, words);
    const { states } = words.t;
    return <Badge tone={toneOf(value)}>{states[value as keyof Messages["states"]] ?? value}</Badge>;
  },
};

export const tags: CellLook = {
  cell: (value, words) =>
    Array.isArray(value)
      ? wordsOf(value).map((word) => <Badge key={word}>{word}</Badge>)
      : plainCell(value, words),
  full: (value) => (Array.isArray(value) && value.length > 1 ? wordsOf(value).join(", ") : undefined),
};

export const moment: CellLook = {
  cell: (value, { t, language }) =>
    typeof value === "string" ? formatRelative(value, language) : plainCell(value, { t, language }),
  full: (value, { language }) => (typeof value === "string" ? formatMoment(value, language) : undefined),
};

/** The ID as a link; the table follows it, so that a new tab is a middle click away. */
export function idCell(id: string): ReactNode {
  const colon = id.lastIndexOf(":");
  return (
    <a href={modelPath(id)} tabIndex={-1} title={id} aria-label={id} className="grid-link">
      <span>{id.slice(0, colon)}</span>
      <span>{id.slice(colon)}</span>
    </a>
  );
}

function wordsOf(value: Json[]): string[] {
  return value.map((item) => (typeof item === "string" ? item : writeExact(item)));
}

function numberLook(format: (value: number, language: string) => string): CellLook {
  return {
    cell: (value, words) =>
      value instanceof NumberText ? format(value.value, words.language) : plainCell(value, words),
    full: (value, { language }) =>
      value instanceof NumberText && format(value.value, language) !== value.text ? value.text : undefined,
  };
}
