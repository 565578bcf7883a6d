/**
 * The filter as text in the contract's language, with what the server says about it. Typing changes nothing until
 * Enter; then the address changes. Knows no noun.
 */
import { ListFilter, X } from "lucide-react";
import { useId, useState, type FormEvent } from "react";
import { Button } from "../components/Button.tsx";
import { INPUT } from "../components/TextField.tsx";
import { useMessages } from "../i18n/messages.ts";

/** What is wrong with a filter; `column` is the character it is about, from 1. */
export interface FilterFault {
  message: string;
  column: number | null;
}

export interface FilterBarProps {
  where: string;
  fault: FilterFault | null;
  onApply: (where: string) => void;
}

/** Write a filter. */
export function FilterBar({ where, fault, onApply }: FilterBarProps) {
  const t = useMessages();
  const id = useId();
  const [text, setText] = useState(where);
  const [seen, setSeen] = useState(where);
  if (seen !== where) {
    setSeen(where);
    setText(where);
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    onApply(text.trim());
  }
  return (
    <form onSubmit={submit} className="flex min-w-0 grow basis-80 flex-col gap-1">
      <div className="relative flex items-center">
        <label htmlFor={id} className="sr-only">
          {t.models.filter}
        </label>
        <ListFilter aria-hidden size={15} className="pointer-events-none absolute left-2.5 text-muted" />
        <input
          id={id}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder={t.models.filterHint}
          value={text}
          aria-invalid={fault ? true : undefined}
          aria-describedby={fault ? `${id}-fault` : undefined}
          onChange={(event) => setText(event.target.value)}
          className={`${INPUT} pr-9! pl-8! font-mono text-[0.93rem] ${fault ? "border-bad" : ""}`}
        />
        {(where !== "" || text !== "") && (
          <Button
            look="quiet"
            square
            aria-label={t.models.filterClear}
            className="absolute right-0"
            onClick={() => {
              setText("");
              onApply("");
            }}
          >
            <X aria-hidden size={15} />
          </Button>
        )}
        <button type="submit" className="sr-only" tabIndex={-1}>
          {t.models.filterApply}
        </button>
      </div>
      {fault && <Fault id={`${id}-fault`} where={where} fault={fault} />}
    </form>
  );
}

function Fault({ id, where, fault }: { id: string; where: string; fault: FilterFault }) {
  const t = useMessages();
  const at = fault.column === null ? -1 : fault.column - 1;
  return (
    <div id={id} role="alert" className="rounded-md border border-bad bg-bad-soft px-3 py-2">
      <p className="font-semibold text-bad">
        {t.models.filterWrong}
        {at >= 0 && ` (${t.models.filterAt(at + 1)})`}
      </p>
      {at >= 0 && (
        <p className="my-1 font-mono text-[0.93rem] whitespace-pre-wrap">
          {where.slice(0, at)}
          <mark className="rounded-xs bg-bad-fill px-px text-on-accent">
            {where.slice(at, at + 1) || " "}
          </mark>
          {where.slice(at + 1)}
        </p>
      )}
      <p className="whitespace-pre-wrap">{fault.message}</p>
    </div>
  );
}
