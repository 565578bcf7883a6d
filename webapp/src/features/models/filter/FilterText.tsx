/** The whole filter as text: what is typed counts on Enter; keys are offered where the caret is. */
import { useState, type ReactNode } from "react";
import { Suggest } from "../../../components/controls/Suggest.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { keyItems } from "./keyItems.tsx";
import { findKeys, useKeys } from "./useKeys.ts";

const MOST_KEYS = 30;
// What stands before the caret is a key as long as no comparison, opening quote or list stands before it.
const TYPED_KEY = /(?:^|[\s(])((?:[\p{L}\p{N}_-]|\.)+)$/u;
const BEFORE_KEY = /(?:^|\b(?:and|or|not)\s+|\(\s*)$/i;

export interface FilterTextProps {
  where: string;
  wrong: boolean;
  describedBy: string | undefined;
  onApply: (where: string) => void;
  /** Buttons after the input. */
  children: ReactNode;
}

/** Write a filter. */
export function FilterText({ where, wrong, describedBy, onApply, children }: FilterTextProps) {
  const t = useMessages();
  const [text, setText] = useState(where);
  const [seen, setSeen] = useState(where);
  const [caret, setCaret] = useState(0);
  const [focused, setFocused] = useState(false);
  const known = useKeys(focused);
  if (seen !== where) {
    setSeen(where);
    setText(where);
  }
  const typed = keyAtCaret(text.slice(0, caret));
  const offered = typed === "" ? [] : findKeys(known.names, typed, MOST_KEYS).filter((key) => key !== typed);

  function pick(key: string | null): void {
    if (key === null) return onApply(text.trim());
    const begin = text.slice(0, caret - typed.length) + key;
    setText(begin + text.slice(caret));
    setCaret(begin.length);
  }
  return (
    <div
      className={`flex items-center rounded-md border bg-surface focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-accent ${wrong ? "border-bad" : "border-edge"}`}
    >
      <Suggest
        label={t.filter.label}
        text={text}
        onText={(next, at) => {
          setText(next);
          setCaret(at);
        }}
        items={keyItems(offered, known, t)}
        onPick={pick}
        input={{
          placeholder: t.filter.textHint,
          "aria-invalid": wrong || undefined,
          "aria-describedby": describedBy,
          onFocus: () => setFocused(true),
          className: "tap w-full min-w-0 bg-transparent pr-1! pl-8! font-mono text-[0.93rem] outline-none",
        }}
      />
      {children}
    </div>
  );
}

/** The key that is being typed before the caret; empty where none can stand. */
function keyAtCaret(before: string): string {
  if ((before.match(/"/g) ?? []).length % 2 === 1) return "";
  const typed = TYPED_KEY.exec(before)?.[1] ?? "";
  return BEFORE_KEY.test(before.slice(0, before.length - typed.length)) ? typed : "";
}
