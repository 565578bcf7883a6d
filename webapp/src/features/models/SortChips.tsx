/**
 * The order of the rows as chips, first one first: turn one round, take it out, or give it another place by dragging it
 * or with Alt and the arrows. Knows no noun.
 */
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { memo, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { useAhead, type Step } from "../../components/useAhead.ts";
import { useMessages } from "../../i18n/messages.ts";
import { isComposing } from "../../lib/shortcuts.ts";
import type { SortTerm } from "../../components/grid/codec.ts";

const SLOP = 5;

export interface SortChipsProps {
  terms: readonly SortTerm[];
  onChange: (step: Step<readonly SortTerm[]>) => void;
}

/** Shows nothing for the default order. */
export const SortChips = memo(function SortChips({ terms: settled, onChange }: SortChipsProps) {
  const t = useMessages();
  const [terms, ask] = useAhead(settled, onChange);
  const list = useRef<HTMLUListElement>(null);
  const drag = useRef<{ at: number; x: number; moved: boolean } | null>(null);
  const [said, setSaid] = useState("");
  if (terms.length === 0) return null;

  function moveTo(from: number, to: number): void {
    if (to < 0 || to >= terms.length || to === from) return;
    const { key } = terms[from]!;
    ask((before) => moved(before, key, to));
    setSaid(t.grid.chipMove(key, to + 1, terms.length));
  }
  function remove({ key }: SortTerm): void {
    ask((before) => before.filter((one) => one.key !== key));
    setSaid(terms.length === 1 ? t.grid.unsorted : "");
  }
  function onKeyDown(event: KeyboardEvent, at: number): void {
    if (isComposing(event.nativeEvent)) return;
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (by !== 0 && event.altKey) {
      // The chip keeps the focus: it is drawn by its key, wherever it stands.
      event.preventDefault();
      moveTo(at, at + by);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      remove(terms[at]!);
    }
  }
  function onPointerMove(event: PointerEvent): void {
    const now = drag.current;
    if (now === null || (!now.moved && Math.abs(event.clientX - now.x) < SLOP)) return;
    if (!now.moved) event.currentTarget.setPointerCapture(event.pointerId);
    now.moved = true;
    const chips = [...(list.current?.children ?? [])];
    const to = chips.findIndex((chip) => {
      const { left, right, top, bottom } = chip.getBoundingClientRect();
      return (
        event.clientX > left && event.clientX < right && event.clientY > top - 8 && event.clientY < bottom + 8
      );
    });
    if (to === -1 || to === now.at) return;
    moveTo(now.at, to);
    now.at = to;
  }
  return (
    <>
      <ul ref={list} aria-label={t.models.sort} className="flex flex-wrap items-center gap-1.5">
        {terms.map((term, at) => {
          const Arrow = term.descending ? ArrowDown : ArrowUp;
          return (
            <li
              key={term.key}
              className="inline-flex touch-none items-center rounded-md bg-accent-soft text-accent"
              onPointerDown={(event) => {
                if (event.button === 0) drag.current = { at, x: event.clientX, moved: false };
              }}
              onPointerMove={onPointerMove}
              onPointerCancel={() => (drag.current = null)}
              onClickCapture={(event) => {
                if (drag.current?.moved) event.stopPropagation();
                drag.current = null;
              }}
            >
              <button
                type="button"
                aria-label={t.models.sortFlip(term.key)}
                title={terms.length > 1 ? t.grid.chipKeys : undefined}
                className="tap inline-flex max-w-64 items-center gap-1 pr-1!"
                onClick={() => ask((before) => flipped(before, term.key))}
                onKeyDown={(event) => onKeyDown(event, at)}
              >
                {terms.length > 1 && <span className="text-[0.82rem] opacity-70">{at + 1}</span>}
                <span className="truncate">{term.key}</span>
                <Arrow aria-hidden size={13} className="shrink-0" />
              </button>
              <button
                type="button"
                aria-label={t.models.sortRemove(term.key)}
                className="tap inline-flex min-w-7 items-center justify-center px-1.5!"
                onClick={() => remove(term)}
              >
                <X aria-hidden size={13} />
              </button>
            </li>
          );
        })}
      </ul>
      <span role="status" className="sr-only">
        {said}
      </span>
    </>
  );
});

function moved(terms: readonly SortTerm[], key: string, to: number): readonly SortTerm[] {
  const from = terms.findIndex((one) => one.key === key);
  return from < 0 ? terms : terms.toSpliced(from, 1).toSpliced(to, 0, terms[from]!);
}

function flipped(terms: readonly SortTerm[], key: string): readonly SortTerm[] {
  return terms.map((one) => (one.key === key ? { ...one, descending: !one.descending } : one));
}
