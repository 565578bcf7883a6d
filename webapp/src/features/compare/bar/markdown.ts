/**
 * A comparison as Markdown tables, to the letter what `modelbase diff --markdown` prints (modelbase/difftable.py);
 * both are held to tests/contract/diff.json. Text only.
 */
import type { Comparison } from "../../../api/types.ts";
import { isMapping, NumberText, type Json } from "../../../lib/json/json.ts";

const MAX_CELL = 200;
/** What Python takes for space. */
// oxlint-disable-next-line no-control-regex
const SPACE = /[\t-\r\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/gu;

/** One table per section; the base is marked, a missing value is a dash. */
export function toMarkdown(comparison: Comparison): string {
  if (comparison.rows.length === 0) return comparison.equal ? "No differences." : "No rows.";
  const heads = comparison.ids.map((id, at) => code(id) + (at === comparison.base ? " (base)" : ""));
  const lines: string[] = [];
  for (const [section, count] of Object.entries(comparison.counts)) {
    const rows = comparison.rows.filter((row) => row.section === section);
    if (rows.length === 0) continue;
    lines.push(`### ${section}: ${count.different} of ${count.total} differ`, "");
    lines.push(line(["key", ...heads]), line(Array<string>(heads.length + 1).fill("---")));
    for (const row of rows) {
      const cells = row.cells.map((cell) => (cell.state === "missing" ? "–" : valueCode(cell.value ?? null)));
      lines.push(line([code(row.key), ...cells]));
    }
    lines.push("");
  }
  return lines.join("\n").replace(/\n+$/, "");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function valueCode(value: Json): string {
  const text = Array.from(pythonJson(value));
  return code(text.length <= MAX_CELL ? text.join("") : `${text.slice(0, MAX_CELL - 1).join("")}…`);
}

/** A code span that no text can leave: longer backticks, escaped bars, one line. */
function code(given: string): string {
  const text = given.replace(SPACE, " ").replaceAll("|", "\\|");
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 || text.replaceAll(" ", "") === "" ? " " : "";
  return fence + pad + text + pad + fence;
}

function pythonJson(value: Json): string {
  if (value instanceof NumberText) return pythonNumber(value.text);
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (!isMapping(value)) return JSON.stringify(value);
  const items = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${pythonJson(item)}`);
  return `{${items.join(", ")}}`;
}

/** A number as Python writes it: integers whole, floats with an exponent below -4 and from 16 on. */
function pythonNumber(text: string): string {
  if (!/[.eE]/.test(text)) return text;
  const number = Number(text);
  if (number === 0) return Object.is(number, -0) ? "-0.0" : "0.0";
  const [digits, power] = number.toExponential().split("e") as [string, string];
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const sign = number < 0 ? "-" : "";
  const bare = digits.replace(/[-.]/g, "");
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${bare}`;
  const whole = bare.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${bare.slice(exponent + 1) || "0"}`;
}
