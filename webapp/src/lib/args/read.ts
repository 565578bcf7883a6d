/**
 * The args of a file, as the JSON text that `modelbase push` would send: YAML and TOML by their rules, JSON as it is.
 * Loaded when a file of another format than JSON is picked. Held to tests/contract/args-texts.json.
 */
import { isMapping, NumberText, writeExact, type Json } from "../json/json.ts";
import { MAX_BYTES, UnreadArgs } from "./fault.ts";
import { notFinite } from "./python.ts";
import { resolve } from "./references.ts";
import { readToml } from "./toml.ts";
import { readYaml } from "./yaml.ts";

export type Format = "yaml" | "toml";

/** The JSON text of args; raises UnreadArgs. */
export function jsonOf(text: string, format: Format): string {
  const whole = text.replace(/^\uFEFF/, "");
  if (new TextEncoder().encode(whole).length > MAX_BYTES) throw new UnreadArgs({ why: "values" });
  const tree = caught(() => (format === "yaml" ? readYaml(whole) : readToml(whole)));
  if (!isMapping(tree)) throw new UnreadArgs({ why: "mapping" });
  const resolved = format === "yaml" ? caught(() => resolve(tree)) : tree;
  return writeExact(finite(resolved), 2);
}

/** What readers that call themselves cannot reach the end of is nested too deeply. */
function caught<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof RangeError ? new UnreadArgs({ why: "deep" }) : error;
  }
}

/** NaN and infinities as text, since JSON has no such numbers. */
function finite(value: Json): Json {
  if (value instanceof NumberText) return notFinite(value) ?? value;
  if (Array.isArray(value)) return value.map(finite);
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, finite(item)]));
}
