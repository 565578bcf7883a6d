/** What the server says about the filter, if the filter is what it refused. Pure. */
import { asSentence, failureOf } from "../../../lib/failure.ts";
import { sayKey } from "./operators.ts";
import type { Fault } from "./FilterFault.tsx";

/** Read a refusal; null for one that is about something else, such as the order. */
export function faultOf(error: unknown, where: string): Fault | null {
  const { code, message, details } = failureOf(error);
  const { position, caret, key, suggestion } = details;
  if (!/^(query_|key_invalid)/.test(code) || where === "") return null;
  if (typeof caret === "string" && !where.includes(caret.split("\n")[0]!)) return null;
  if (typeof key === "string" && !where.includes(sayKey(key).replace(/^metrics\./, ""))) return null;
  const said = message.split("\n")[0]!.replace(/^column \d+: /, "");
  return {
    message: asSentence(said),
    at: typeof position === "number" ? position : null,
    meant: typeof key === "string" && typeof suggestion === "string" ? { key, suggestion } : null,
  };
}
