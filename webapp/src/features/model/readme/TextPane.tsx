/** Where a README is written: images may be dropped or pasted into it. */
import { useState, type DragEvent, type RefObject } from "react";
import { useCardWords } from "../useCardWords.ts";
import { MarkBar } from "./MarkBar.tsx";

export interface TextPaneProps {
  id: string;
  label: string;
  field: RefObject<HTMLTextAreaElement | null>;
  text: string;
  onText: (text: string) => void;
  onImages: (files: readonly File[]) => void;
}

/** A text field with its buttons. */
export function TextPane({ id, label, field, text, onText, onImages }: TextPaneProps) {
  const words = useCardWords().readme;
  const [over, setOver] = useState(false);
  function onDrag(event: DragEvent): void {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    setOver(true);
  }
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div className="flex flex-wrap items-center justify-between gap-x-3">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <MarkBar field={field} onImages={onImages} />
      </div>
      <div className="relative flex grow">
        <textarea
          ref={field}
          id={id}
          spellCheck
          value={text}
          aria-describedby={`${id}-hint`}
          onChange={(event) => onText(event.target.value)}
          onPaste={(event) => {
            const files = [...event.clipboardData.files];
            if (files.length === 0) return;
            event.preventDefault();
            onImages(files);
          }}
          onDragEnter={onDrag}
          onDragOver={onDrag}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            setOver(false);
            if (event.dataTransfer.files.length === 0) return;
            event.preventDefault();
            onImages([...event.dataTransfer.files]);
          }}
          className="min-h-96 w-full grow resize-y rounded-md border border-edge bg-surface p-3 font-mono text-[0.93rem]"
        />
        {over && (
          <div
            aria-hidden
            className="pointer-events-none absolute inset-1 grid place-items-center rounded-md border-2 border-dashed border-accent bg-accent-soft font-medium text-accent"
          >
            {words.drop}
          </div>
        )}
      </div>
      <p id={`${id}-hint`} className="text-[0.93rem] text-muted">
        {words.hint}
      </p>
    </div>
  );
}
