/**
 * A value in a cell as a test of the query language: rows that have it, or rows that do not (those without any value
 * too). A mapping or a list equals nothing, so there is no test for it, but for a list of words. Pure.
 */
import { isMapping, NumberText, type Json } from "../json/json.ts";
import { writeLiteral } from "./query.ts";

/** The test for a value at a key; null if there is none. */
export function filterBy(key: string, value: Json | undefined, exclude: boolean): string | null {
  if (value === undefined) return exclude ? `${key} exists` : `not ${key} exists`;
  if (value === null) return exclude ? `not ${key} is null` : `${key} is null`;
  if (Array.isArray(value)) return listTest(key, value, exclude);
  if (isMapping(value)) return null;
  const test = `${key} = ${literal(value)}`;
  return exclude ? `not ${test}` : test;
}

function listTest(key: string, value: Json[], exclude: boolean): string | null {
  const words = value.filter((one) => typeof one === "string");
  if (words.length === 0 || words.length < value.length || /^(args|metrics)\./.test(key)) return null;
  const tests = words.map((word) => `${exclude ? "not " : ""}${key} = ${literal(word)}`);
  return tests.join(" and ");
}

function literal(value: string | boolean | number | NumberText): string {
  if (typeof value === "string") return writeLiteral({ kind: "text", text: value });
  return value instanceof NumberText ? value.text : String(value);
}
