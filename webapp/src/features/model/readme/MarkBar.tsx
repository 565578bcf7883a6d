/** The buttons above a README: marks for the selected text, and images from a file. */
import { Bold, Code, Heading2, ImagePlus, Italic, Link2, List } from "lucide-react";
import { useRef, type RefObject } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { marked, type Mark } from "./markdownMarks.ts";
import { typeInto } from "./typing.ts";
import { useCardWords } from "../useCardWords.ts";
import { KINDS } from "./useReadmeImages.ts";

const MARKS: [Mark, typeof Bold][] = [
  ["heading", Heading2],
  ["bold", Bold],
  ["italic", Italic],
  ["code", Code],
  ["link", Link2],
  ["list", List],
];

export interface MarkBarProps {
  field: RefObject<HTMLTextAreaElement | null>;
  onImages: (files: readonly File[]) => void;
}

/** A row of small buttons. */
export function MarkBar({ field, onImages }: MarkBarProps) {
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
