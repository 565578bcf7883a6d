/** Words that stand for a thing, such as tags or aliases: shown to everybody, added and taken out by those who may. */
import { Plus, X } from "lucide-react";
import { useState, type FormEvent, type ReactNode } from "react";
import { Badge, type Tone } from "../layout/Badge.tsx";

export interface WordListProps {
  words: readonly string[];
  labels: { list: string; add: string; remove: (word: string) => string };
  tone?: Tone;
  /** What stands behind some of the words, and which of them cannot be taken out. */
  marks?: Readonly<Record<string, ReactNode>>;
  fixed?: ReadonlySet<string>;
  /** Absent for who may change nothing. */
  onAdd?: ((word: string) => void) | undefined;
  onRemove?: ((word: string) => void) | undefined;
}

/** A list of words, and a line to add one. */
export function WordList({ words, labels, tone = "neutral", marks, fixed, onAdd, onRemove }: WordListProps) {
  return (
    <>
      {words.length > 0 && (
        <ul aria-label={labels.list} className="flex flex-wrap items-center gap-1.5">
          {words.map((word) => (
            <li key={word}>
              <Badge tone={tone}>
                {word}
                {marks?.[word]}
                {onRemove && !fixed?.has(word) && (
                  <button
                    type="button"
                    aria-label={labels.remove(word)}
                    className="-mr-1 grid size-6 place-items-center rounded-full hover:text-bad"
                    onClick={() => onRemove(word)}
                  >
                    <X aria-hidden size={13} />
                  </button>
                )}
              </Badge>
            </li>
          ))}
        </ul>
      )}
      {onAdd && <AddWord label={labels.add} onAdd={onAdd} />}
    </>
  );
}

function AddWord({ label, onAdd }: { label: string; onAdd: (word: string) => void }) {
  const [text, setText] = useState("");
  function submit(event: FormEvent): void {
    event.preventDefault();
    const word = text.trim();
    if (word === "") return;
    onAdd(word);
    setText("");
  }
  return (
    <form onSubmit={submit} className="relative inline-flex items-center">
      <Plus aria-hidden size={13} className="pointer-events-none absolute left-2 text-muted" />
      <input
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="h-7 w-32 rounded-full border border-dashed border-edge bg-transparent pr-2 pl-6 text-[0.93rem]"
      />
    </form>
  );
}
