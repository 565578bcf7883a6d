/** The filter as conditions: chips to edit and take out, and a place to begin another by its key or as text. */
import { X } from "lucide-react";
import { Fragment, type KeyboardEvent, lazy, type ReactNode, Suspense, useRef, useState } from "react";
import { Suggest } from "../../../components/controls/Suggest.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import {
  andQuery,
  type Group,
  readQuery,
  type Test,
  writeGroup,
  writeQuery,
} from "../../../lib/query/query.ts";
import { hasSearch, splitSearch } from "../../../lib/query/search.ts";
import { isComposing } from "../../../lib/shortcuts.ts";
import { keyItems } from "./keyItems.tsx";
import { choiceOf, firstChoice, kindsOf, sayChoice, sayKey, withChoice } from "./operators.ts";
import type { ColumnWish } from "./useColumnWish.ts";
import { findKeys, isKnown, type KnownKeys, useKeys } from "./useKeys.ts";
import { sayValue } from "./worded.ts";

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

const MOST_VALUES = 3;

interface FilterChipProps {
  group: Group;
  onEdit: (chip: HTMLButtonElement) => void;
  onRemove: () => void;
}

/** One condition of the filter: key, comparison and values, to be edited or taken out. Display and two buttons. */
function FilterChip({ group, onEdit, onRemove }: FilterChipProps) {
  const t = useMessages();
  const said = writeGroup(group);
  const tests = group.kind === "test" ? [group.test] : group.kind === "or" ? group.tests : [];
  function onKeyDown(event: KeyboardEvent): void {
    if (isComposing(event.nativeEvent) || (event.key !== "Delete" && event.key !== "Backspace")) return;
    event.preventDefault();
    onRemove();
  }
  return (
    <li className="inline-flex max-w-full min-w-0 items-stretch overflow-hidden rounded-md border border-line bg-sunken">
      <button
        type="button"
        data-chip
        aria-haspopup={group.kind === "text" || hasSearch(group) ? undefined : "dialog"}
        title={said}
        className="flex min-h-[1.75rem] min-w-0 items-center gap-1.5 py-px pr-1 pl-2 -outline-offset-2 hover:bg-line"
        onClick={(event) => onEdit(event.currentTarget)}
        onKeyDown={onKeyDown}
      >
        <span className="sr-only">{t.filter.edit} </span>
        {group.kind === "text" ? (
          <span className="flex min-w-0 gap-1.5">
            <span className="shrink-0 text-muted">{t.filter.advanced}</span>
            <code className="truncate">{group.text}</code>
          </span>
        ) : (
          <span className="truncate">
            {tests.map((test, at) => (
              <Fragment key={at}>
                {at > 0 && <span className="px-1.5 text-[0.86rem] text-accent">{t.filter.or}</span>}
                <Said test={test} />
              </Fragment>
            ))}
          </span>
        )}
      </button>
      <button
        type="button"
        aria-label={t.filter.remove(said)}
        title={t.filter.remove(said)}
        className="flex min-w-[1.75rem] items-center justify-center text-muted -outline-offset-2 hover:bg-line hover:text-text"
        onClick={onRemove}
      >
        <X aria-hidden size={13} />
      </button>
    </li>
  );
}

function Said({ test }: { test: Test }) {
  const t = useMessages();
  if (test.op === "search") {
    return <span>{t.filter[test.not ? "nowhere" : "anywhere"](test.values[0]?.text ?? "")}</span>;
  }
  const key = sayKey(test.key);
  const dot = key.endsWith('"') ? -1 : key.lastIndexOf(".");
  const shown = test.values
    .slice(0, MOST_VALUES)
    .map((value) => sayValue(test.key, value, t.states))
    .join(", ");
  const more = test.values.length - MOST_VALUES;
  return (
    <>
      <span className="text-muted">{key.slice(0, dot + 1)}</span>
      <span className="font-medium">{key.slice(dot + 1)}</span>{" "}
      <span className="text-muted">{sayChoice(choiceOf(test), t.filter.operators)}</span>{" "}
      <span>
        {shown}
        {more > 0 && ` +${more}`}
      </span>
    </>
  );
}
