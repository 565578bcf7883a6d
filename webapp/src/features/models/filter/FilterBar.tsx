/** The filter of the table, as conditions or as text: one grammar, and the address is where it is kept. */
import { Code, ListChecks, ListFilter, X } from "lucide-react";
import { memo, type ReactNode, useId, useMemo, useState } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { Suggest } from "../../../components/controls/Suggest.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { readQuery } from "../../../lib/query/query.ts";
import { FilterChips } from "./FilterChips.tsx";
import { type Fault, FilterFault } from "./FilterFault.tsx";
import { keyItems } from "./keyItems.tsx";
import type { ColumnWish } from "./useColumnWish.ts";
import { findKeys, useKeys } from "./useKeys.ts";

export interface FilterBarProps {
  where: string;
  fault: Fault | null;
  /** A condition that the table asks for. */
  wish: ColumnWish;
  onApply: (where: string) => void;
}

/** Read and change the filter; what cannot be read as conditions stands as text. */
export const FilterBar = memo(function FilterBar({ where, fault, wish, onApply }: FilterBarProps) {
  const t = useMessages();
  const id = useId();
  const [asText, setAsText] = useState(false);
  const read = useMemo(() => readQuery(where), [where]);
  const groups = "groups" in read ? read.groups : null;
  const faultId = fault ? `${id}-fault` : undefined;
  const buttons = (
    <span className="flex shrink-0">
      {groups && (
        <Button
          look="quiet"
          square
          aria-label={asText ? t.filter.asChips : t.filter.asText}
          onClick={() => setAsText(!asText)}
        >
          {asText ? <ListChecks aria-hidden size={15} /> : <Code aria-hidden size={15} />}
        </Button>
      )}
      {where !== "" && (
        <Button look="quiet" square aria-label={t.filter.clear} onClick={() => onApply("")}>
          <X aria-hidden size={15} />
        </Button>
      )}
    </span>
  );
  return (
    <div className="relative flex min-w-0 grow basis-80 flex-col gap-1">
      <ListFilter
        aria-hidden
        size={15}
        className="pointer-events-none absolute top-[0.6rem] left-2.5 text-muted"
      />
      {groups && (!asText || wish.key !== null) ? (
        <FilterChips groups={groups} wish={wish} onApply={onApply} onText={() => setAsText(true)}>
          {buttons}
        </FilterChips>
      ) : (
        <FilterText where={where} wrong={fault !== null} describedBy={faultId} onApply={onApply}>
          {buttons}
        </FilterText>
      )}
      {fault && faultId && <FilterFault id={faultId} where={where} fault={fault} onApply={onApply} />}
    </div>
  );
});

const MOST_KEYS = 30;
// What stands before the caret is a key as long as no comparison, opening quote or list stands before it.
const TYPED_KEY = /(?:^|[\s(])((?:[\p{L}\p{N}_-]|\.)+)$/u;
const BEFORE_KEY = /(?:^|\b(?:and|or|not)\s+|\(\s*)$/i;

interface FilterTextProps {
  where: string;
  wrong: boolean;
  describedBy: string | undefined;
  onApply: (where: string) => void;
  /** Buttons after the input. */
  children: ReactNode;
}

/** The whole filter as text: what is typed counts on Enter; keys are offered where the caret is. */
function FilterText({ where, wrong, describedBy, onApply, children }: FilterTextProps) {
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
