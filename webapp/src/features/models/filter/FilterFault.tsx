/** What the server says about a filter, at its place, with what was probably meant. Display only. */
import { Button } from "../../../components/controls/Button.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { asSentence, failureOf } from "../../../lib/failure.ts";
import { readQuery, type Test, writeQuery } from "../../../lib/query/query.ts";
import { sayKey } from "./operators.ts";

/** What is wrong with a filter; `at` is the character (not the UTF-16 unit) it is about, from 0. */
export interface Fault {
  message: string;
  at: number | null;
  /** A key that no model has, and the one that is there. */
  meant: { key: string; suggestion: string } | null;
}

export interface FilterFaultProps {
  id: string;
  where: string;
  fault: Fault;
  onApply: (where: string) => void;
}

/** The server's words. */
export function FilterFault({ id, where, fault, onApply }: FilterFaultProps) {
  const t = useMessages();
  const letters = Array.from(where);
  const { at, meant } = fault;
  return (
    <div id={id} role="alert" className="rounded-md border border-bad bg-bad-soft px-3 py-2">
      <p className="font-semibold text-bad">
        {meant ? t.filter.unknown : t.filter.wrong}
        {at !== null && ` (${t.filter.wrongAt(at + 1)})`}
      </p>
      {at !== null && (
        <p className="my-1 font-mono text-[0.93rem] whitespace-pre-wrap">
          {letters.slice(0, at).join("")}
          <mark className="rounded-xs bg-bad-fill px-px text-on-accent">{letters[at] ?? " "}</mark>
          {letters.slice(at + 1).join("")}
        </p>
      )}
      <p className="whitespace-pre-wrap">{fault.message}</p>
      {meant && (
        <Button
          className="mt-2 max-w-full text-left wrap-anywhere whitespace-normal!"
          onClick={() => onApply(mended(where, meant.key, meant.suggestion))}
        >
          {t.filter.meant(meant.suggestion)}
        </Button>
      )}
    </div>
  );
}

/** The filter with another key in the place of one. */
function mended(where: string, key: string, suggestion: string): string {
  const read = readQuery(where);
  if ("wrongAt" in read) return where.replaceAll(key, suggestion);
  const other = (test: Test): Test => (test.key === key ? { ...test, key: suggestion } : test);
  return writeQuery(
    read.groups.map((group) => {
      if (group.kind === "test") return { ...group, test: other(group.test) };
      if (group.kind === "or") return { ...group, tests: group.tests.map(other) };
      return { ...group, text: group.text.replaceAll(key, suggestion) };
    }),
  );
}

/** What the server says about the filter, if the filter is what it refused. Pure. */
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
