/**
 * A JSON tree as YAML that YAML 1.1 and 1.2 readers read back as the same values: what might be taken for something else
 * is quoted, and a number with an exponent has the dot and the sign that 1.1 needs. Pure; held to yaml-text.json.
 */
import { isMapping, NumberText, type Json } from "./json.ts";

// A word that no version reads as a number, a date, a truth value or nothing, and that holds no sign of YAML.
const PLAIN = /^[A-Za-z_/][\w/.+@-]*(?: [\w/.+@-]+)*$/;
const TAKEN = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i;
const EXPONENT = /^(-?\d+)(\.\d+)?[eE]([+-]?)(\d+)$/;
// Beyond what JSON escapes, what YAML readers refuse or take for the end of a line.
// oxlint-disable-next-line no-control-regex
const UNREADABLE = /[\u007f-\u009f\u2028\u2029\ufeff]/g;

/** Write a tree as YAML, with a line break at its end. */
export function writeYaml(value: Json): string {
  const text = node(value, 0);
  return `${text.startsWith("\n") ? text.slice(1) : text.trimStart()}\n`;
}

/** What stands behind `key:`: a space and a scalar, or the lines below it. */
function node(value: Json, depth: number): string {
  if (Array.isArray(value) && value.length > 0) {
    return value.map((item) => `\n${pad(depth)}-${inList(item, depth)}`).join("");
  }
  if (isMapping(value) && Object.keys(value).length > 0) {
    return Object.entries(value)
      .map(([key, item]) => `\n${pad(depth)}${quoted(key)}:${node(item, depth + 1)}`)
      .join("");
  }
  return ` ${scalar(value)}`;
}

/** An item of a list: a mapping begins on the line of its dash. */
function inList(item: Json, depth: number): string {
  const text = node(item, depth + 1);
  return text.startsWith("\n") ? ` ${text.slice(1 + 2 * (depth + 1))}` : text;
}

function scalar(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "[]";
  if (value instanceof NumberText) return number(value.text);
  if (isMapping(value)) return "{}";
  return typeof value === "string" ? quoted(value) : String(value);
}

function number(text: string): string {
  const found = EXPONENT.exec(text);
  if (found === null) return text;
  const [, whole = "", part = ".0", sign, power = ""] = found;
  return `${whole}${part}e${sign || "+"}${power}`;
}

function quoted(text: string): string {
  if (PLAIN.test(text) && !TAKEN.test(text)) return text;
  return JSON.stringify(text).replace(UNREADABLE, escaped);
}

function escaped(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function pad(depth: number): string {
  return "  ".repeat(depth);
}
