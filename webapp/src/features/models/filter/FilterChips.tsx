/** The filter as conditions: chips to edit and take out, and a place to begin another by its key or as text. */
import { lazy, Suspense, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { Suggest } from "../../../components/controls/Suggest.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { andQuery, readQuery, writeQuery, type Group } from "../../../lib/query/query.ts";
import { hasSearch, splitSearch } from "../../../lib/query/search.ts";
import { FilterChip } from "./FilterChip.tsx";
import { keyItems } from "./keyItems.tsx";
import { firstChoice, kindsOf, withChoice } from "./operators.ts";
import type { ColumnWish } from "./useColumnWish.ts";
import { findKeys, isKnown, useKeys, type KnownKeys } from "./useKeys.ts";

const ChipEditor = lazy(async () => ({ default: (await import("./ChipEditor.tsx")).ChipEditor }));
const MOST_KEYS = 60;

export interface FilterChipsProps {
  groups: readonly Group[];
  onApply: (where: string) => void;
  onText: () => void;
  /** A condition that the table asks for. */
  wish: ColumnWish;
  /** Buttons after the input. */
  children: ReactNode;
}

/** What is edited: one of the groups, or (null) one that is not there yet. */
interface Editing {
  group: Group;
  old: Group | null;
}

/** Chips, and the input that adds one. */
export function FilterChips({ groups, onApply, onText, wish, children }: FilterChipsProps) {
  const t = useMessages();
  const [text, setText] = useState("");
  const [used, setUsed] = useState(false);
  const [editing, setEditing] = useState<Editing | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLElement | null>(null);
  const known = useKeys(used || wish.key !== null);
  const { rest } = splitSearch(groups);
  const offered = findKeys(known.names, text.trim(), MOST_KEYS);
  const input = useRef<HTMLInputElement>(null);
  // What the types of a column offer is known once the catalogue is there.
  const wished = wish.key !== null && isKnown(known, wish.key) ? begun(wish.key, known) : null;
  const shown = editing ?? wished;

  function begin(key: string): void {
    setText("");
    setEditing(begun(key, known));
  }
  function pick(key: string | null): void {
    if (key !== null) return begin(key);
    if (text.trim() === "") return;
    // A whole condition counts; a part of a key means the first that fits; the server judges the rest.
    if ("wrongAt" in readQuery(text) && offered[0]) return begin(offered[0]);
    onApply(andQuery(writeQuery(groups), text));
    setText("");
  }
  function replace(old: Group | null, next: Group | null): void {
    const kept = groups.map((group) => (group === old ? next : group)).filter((group) => group !== null);
    onApply(writeQuery(old === null && next ? [...kept, next] : kept));
    if (next === null) input.current?.focus();
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (text !== "" || (event.key !== "Backspace" && event.key !== "ArrowLeft")) return;
    const chips = box.current?.querySelectorAll<HTMLElement>("[data-chip]");
    chips?.[chips.length - 1]?.focus();
  }
  return (
    <div
      ref={box}
      className="flex flex-wrap items-center gap-1 rounded-md border border-edge bg-surface pr-0 pl-8 focus-within:border-accent"
    >
      {rest.length > 0 && (
        <ul
          aria-label={t.filter.chips}
          className="flex max-w-full min-w-0 flex-wrap items-center gap-1 py-[3px]"
        >
          {rest.map((group, at) => (
            <FilterChip
              key={at}
              group={group}
              onRemove={() => replace(group, null)}
              onEdit={(chip) => {
                if (group.kind === "text" || hasSearch(group)) return onText();
                trigger.current = chip;
                setUsed(true);
                setEditing({ group, old: group });
              }}
            />
          ))}
        </ul>
      )}
      <div className="flex min-w-32 grow basis-32 items-center">
        <Suggest
          label={t.filter.label}
          text={text}
          onText={setText}
          items={keyItems(offered, known, t)}
          onPick={pick}
          input={{
            ref: input,
            placeholder: rest.length > 0 ? t.filter.addMore : t.filter.add,
            onFocus: () => setUsed(true),
            onKeyDown,
            className: "min-h-[2rem] w-full min-w-0 bg-transparent px-1.5 outline-none",
          }}
        />
        {children}
      </div>
      {shown && (
        <Suspense>
          <ChipEditor
            group={shown.group}
            where={writeQuery(groups.filter((group) => group !== shown.old))}
            known={known}
            trigger={shown.old === null ? input : trigger}
            onDone={(next) => {
              setEditing(null);
              wish.end();
              if (next) replace(shown.old, next);
            }}
          />
        </Suspense>
      )}
    </div>
  );
}

/** A condition of a key, with the comparison that its types suggest. */
function begun(key: string, known: KnownKeys): Editing {
  const choice = firstChoice(key, kindsOf(key, known.rows.get(key)));
  return { group: { kind: "test", test: withChoice({ key, op: "=", values: [] }, choice) }, old: null };
}
