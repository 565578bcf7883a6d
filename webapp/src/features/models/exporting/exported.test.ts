import { describe, expect, test } from "vitest";
import { writer, type Format } from "./exported.ts";
import { parseExact } from "../../../lib/json/json.ts";

const ROWS = parseExact(`[
  {"id": "a/b:111111111", "title": "=cmd()", "args.lr": 1e-05, "args.betas": [0.9, 0.999], "tags": ["x, y"]},
  {"id": "a/b:222222222", "title": "-1 \\"quoted\\"\\nline", "args.lr": -1.0, "args.betas": null},
  {"id": "a/b:333333333", "title": "100% & {more}\\t~", "args.betas": {"a": {"b": true}}}
]`) as Record<string, never>[];
const COLUMNS = ["id", "title", "args.lr", "args.betas", "tags"];

function written(format: Format, rows = ROWS): string {
  const one = writer(format, COLUMNS);
  const body = rows.map((row) => one.row(row)).join("");
  return one.head() + body + one.foot();
}

describe("an exported table", () => {
  test("CSV quotes what has to be, and disarms formulas but no numbers", () => {
    expect(written("csv")).toBe(
      [
        "id,title,args.lr,args.betas,tags",
        `a/b:111111111,'=cmd(),1e-05,"[0.9, 0.999]","[""x, y""]"`,
        `a/b:222222222,"'-1 ""quoted""`,
        `line",-1.0,,`,
        `a/b:333333333,100% & {more}\t~,,"{""a"": {""b"": true}}",`,
        "",
      ].join("\n"),
    );
  });

  test.each(["=1", "+1", "-1", "@a", "\ta", "\ra"])("CSV disarms %j, in a heading too", (text) => {
    const one = writer("csv", ["id", text]);
    const cell = one.row({ id: "a", [text]: text });
    expect(cell.replaceAll('"', "")).toBe(`a,'${text}\n`);
    expect(one.head().replaceAll('"', "")).toBe(`id,'${text}\n`);
  });

  test("TSV keeps a row on a line", () => {
    expect(written("tsv").split("\n")[2]).toBe('a/b:222222222\t-1 "quoted"\\nline\t-1.0\t\t');
  });

  test("LaTeX escapes its signs and sets columns of numbers to the right", () => {
    const lines = written("latex").split("\n");
    expect(lines[0]).toBe("\\begin{tabular}{llrll}");
    expect(lines[6]).toBe(
      'a/b:333333333 & 100\\% \\& \\{more\\} \\textasciitilde{} &  & \\{"a": \\{"b": true\\}\\} &  \\\\',
    );
    expect(lines.slice(-3)).toEqual(["\\bottomrule", "\\end{tabular}", ""]);
  });

  test("JSON has the shown columns and every number as it was given", () => {
    expect(parseExact(written("json"))).toEqual(ROWS);
    expect(written("json")).toContain('    "args.lr": -1.0');
    expect(written("json", [])).toBe("[]\n");
  });
});
