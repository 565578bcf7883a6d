/** Where a README is written: images may be dropped or pasted into it. */
import { Bold, Code, Heading2, ImagePlus, Italic, Link2, List } from "lucide-react";
import { type DragEvent, type RefObject, useRef, useState } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { useCardWords } from "../useCardWords.ts";
import { typeInto } from "./typing.ts";
import { KINDS } from "./useReadmeImages.ts";

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

const MARKS: [Mark, typeof Bold][] = [
  ["heading", Heading2],
  ["bold", Bold],
  ["italic", Italic],
  ["code", Code],
  ["link", Link2],
  ["list", List],
];

interface MarkBarProps {
  field: RefObject<HTMLTextAreaElement | null>;
  onImages: (files: readonly File[]) => void;
}

/** The buttons above a README: marks for the selected text, and images from a file. */
function MarkBar({ field, onImages }: MarkBarProps) {
  const words = useCardWords().readme;
  const chooser = useRef<HTMLInputElement>(null);
  function press(mark: Mark): void {
    const area = field.current;
    if (area === null) return;
    const made = marked(mark, area.value, area.selectionStart, area.selectionEnd, words.sample);
    typeInto(area, made.range, made.text, made.select);
  }
  return (
    <div role="group" aria-label={words.marks} className="flex flex-wrap items-center gap-0.5">
      {MARKS.map(([mark, Icon]) => (
        <Button key={mark} look="quiet" square aria-label={words.mark[mark]} onClick={() => press(mark)}>
          <Icon aria-hidden size={15} className="text-muted" />
        </Button>
      ))}
      <Button look="quiet" onClick={() => chooser.current?.click()}>
        <ImagePlus aria-hidden size={15} className="text-muted" />
        {words.addImages}
      </Button>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        accept={KINDS.join(",")}
        aria-label={words.addImages}
        onChange={(event) => {
          onImages([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </div>
  );
}

type Mark = "heading" | "bold" | "italic" | "code" | "link" | "list";

interface Marked {
  /** The range of the text that is replaced, and by what. */
  range: [number, number];
  text: string;
  /** What is selected then, counted from the beginning of the new text. */
  select: [number, number];
}

const AROUND: Record<"bold" | "italic", string> = { bold: "**", italic: "_" };

/** What the buttons of a Markdown editor make of the selected text. Pure. */
export function marked(mark: Mark, text: string, start: number, end: number, word: string): Marked {
  if (mark === "heading" || mark === "list")
    return linesMarked(mark === "heading" ? "## " : "- ", text, start, end);
  const chosen = text.slice(start, end) || word;
  const range: [number, number] = [start, end];
  if (mark === "link") {
    const made = `[${chosen}](https://)`;
    return { range, text: made, select: [made.length - 1, made.length - 1] };
  }
  if (mark === "code" && chosen.includes("\n")) {
    const made = `\`\`\`\n${chosen}\n\`\`\``;
    return { range, text: made, select: [4, 4 + chosen.length] };
  }
  const sign = mark === "code" ? "`" : AROUND[mark];
  return { range, text: sign + chosen + sign, select: [sign.length, sign.length + chosen.length] };
}

function linesMarked(sign: string, text: string, start: number, end: number): Marked {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const found = text.indexOf("\n", end);
  const to = found < 0 ? text.length : found;
  const lines = text.slice(from, to).split("\n");
  const all = lines.every((line) => line.startsWith(sign));
  const made = lines.map((line) => (all ? line.slice(sign.length) : sign + line)).join("\n");
  return { range: [from, to], text: made, select: [all ? 0 : sign.length, made.length] };
}
