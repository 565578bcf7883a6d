/**
 * An input with a list of what could be meant: arrows mark, Enter takes, Escape closes the list and nothing else.
 * Native, so that it works before any kit is loaded. A press that belongs to an unfinished syllable does nothing.
 */
import { useEffect, useId, useState, type ComponentProps, type KeyboardEvent, type ReactNode } from "react";
import { isComposing } from "../../lib/shortcuts.ts";
import { INPUT } from "./TextField.tsx";

export interface SuggestItem {
  id: string;
  label: ReactNode;
  /** Said small at the end of the line. */
  detail?: ReactNode;
}

export interface SuggestList {
  /** The list stands below the input for good, instead of floating while it is needed. */
  inline?: boolean;
  /** What is taken already, where several can be. */
  chosen?: ReadonlySet<string>;
  /** Stands where nothing fits. */
  empty?: ReactNode;
  /** Mark the first line at once, so that Enter takes it. */
  eager?: boolean;
}

export interface SuggestProps {
  label: string;
  text: string;
  onText: (text: string, caret: number) => void;
  items: readonly SuggestItem[];
  /** One of them was taken, or null: Enter with nothing marked. */
  onPick: (id: string | null) => void;
  list?: SuggestList;
  input?: ComponentProps<"input">;
}

const FLOATS: SuggestList = {};
const PLAIN: ComponentProps<"input"> = {};

/** Type, or take one of what is offered. */
export function Suggest({ label, text, onText, items, onPick, list = FLOATS, input = PLAIN }: SuggestProps) {
  const id = useId();
  const [wanted, setWanted] = useState(false);
  const [marked, setMarked] = useState(list.eager ? 0 : -1);
  const open = (list.inline ?? false) || (wanted && items.length > 0);
  const at = marked < items.length ? marked : list.eager && items.length > 0 ? 0 : -1;

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (isComposing(event.nativeEvent)) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) step(by);
    else if (event.key === "Enter") pick(open ? (items[at]?.id ?? null) : null);
    else if (event.key === "Escape" && open && !list.inline) setWanted(false);
    else return input.onKeyDown?.(event);
    event.preventDefault();
    event.stopPropagation();
  }
  function step(by: number): void {
    if (!open) setWanted(true);
    else if (items.length > 0)
      setMarked((at < 0 && by < 0 ? items.length - 1 : at + by + items.length) % items.length);
  }
  function pick(one: string | null): void {
    setMarked(list.eager ? 0 : -1);
    if (one !== null) setWanted(false);
    onPick(one);
  }
  return (
    <div className="relative min-w-0 grow">
      <input
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        className={INPUT}
        {...input}
        role="combobox"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-activedescendant={open && at >= 0 ? `${id}-${at}` : undefined}
        value={text}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setWanted(true);
          setMarked(list.eager ? 0 : -1);
          onText(event.target.value, event.target.selectionStart ?? event.target.value.length);
        }}
        onClick={(event) => {
          setWanted(true);
          input.onClick?.(event);
        }}
        onBlur={(event) => {
          setWanted(false);
          input.onBlur?.(event);
        }}
      />
      {open && <Lines id={id} label={label} items={items} at={at} list={list} onPick={pick} />}
    </div>
  );
}

interface LinesProps extends Pick<SuggestProps, "label" | "items" | "onPick"> {
  id: string;
  at: number;
  list: SuggestList;
}

const FLOATING =
  "absolute top-full left-0 z-40 mt-1 w-[34rem] max-w-[calc(100vw-5rem)] border-line bg-raised shadow-float";

function Lines({ id, label, items, at, list, onPick }: LinesProps) {
  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [id, at]);
  return (
    <div
      id={`${id}-list`}
      role="listbox"
      aria-label={label}
      aria-multiselectable={list.chosen ? true : undefined}
      className={`max-h-72 overflow-y-auto rounded-lg border p-1 ${list.inline ? "mt-1.5 border-line bg-surface" : FLOATING}`}
    >
      {items.map((item, place) => (
        // The input keeps the focus and handles the keys; see aria-activedescendant.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
        <div
          key={item.id}
          id={`${id}-${place}`}
          role="option"
          aria-selected={list.chosen ? list.chosen.has(item.id) : place === at}
          data-marked={place === at || undefined}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(item.id)}
          className={`flex min-h-[1.85rem] cursor-pointer items-center gap-3 rounded-md px-2 ${place === at ? "bg-accent-soft" : "hover:bg-sunken"}`}
        >
          <span className="min-w-0 grow truncate">{item.label}</span>
          {item.detail && <span className="shrink-0 text-[0.86rem] text-muted">{item.detail}</span>}
        </div>
      ))}
      {items.length === 0 && list.empty && <p className="px-2 py-3 text-muted">{list.empty}</p>}
    </div>
  );
}
