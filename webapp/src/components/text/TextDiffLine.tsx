/** One line of a text comparison: numbers, sign and word for the ear, and what changed within it. */
import { UnfoldVertical } from "lucide-react";
import { memo } from "react";
import { useMessages } from "../../i18n/messages.ts";
import type { Folded } from "../../lib/text/foldLines.ts";

export interface TextDiffLineProps {
  line: Folded;
  /** Keep it on one line. */
  whole?: boolean;
  onOpen: (at: number) => void;
}

const LOOKS = {
  same: { sign: " ", ground: "", mark: "" },
  removed: { sign: "−", ground: "bg-bad-soft", mark: "rounded-xs bg-bad-fill text-on-accent" },
  added: { sign: "+", ground: "bg-good-soft", mark: "rounded-xs bg-good text-surface" },
};
const NUMBER = "w-11 shrink-0 pr-2 text-right text-muted select-none max-sm:w-8 max-sm:pr-1";

function Line({ line, whole = false, onOpen }: TextDiffLineProps) {
  const t = useMessages();
  if (line.kind === "fold") {
    return (
      <button
        type="button"
        className="flex w-full items-center gap-2 bg-sunken px-3 py-px text-left text-muted hover:text-text"
        onClick={() => onOpen(line.at)}
      >
        <UnfoldVertical aria-hidden size={13} />
        {t.diff.equalLines(line.count)}
      </button>
    );
  }
  const { sign, ground, mark } = LOOKS[line.kind];
  return (
    <div className={`flex ${ground}`}>
      <span aria-hidden className={NUMBER}>
        {line.before || ""}
      </span>
      <span aria-hidden className={NUMBER}>
        {line.after || ""}
      </span>
      <span aria-hidden className="w-5 shrink-0 font-semibold select-none">
        {sign}
      </span>
      <span className={`min-w-0 grow pr-3 ${whole ? "whitespace-pre" : "wrap-anywhere whitespace-pre-wrap"}`}>
        {line.kind !== "same" && <span className="sr-only">{`${t.diff[line.kind]}: `}</span>}
        {line.parts.map((part, at) =>
          part.changed ? (
            <mark key={at} className={mark}>
              {part.text}
            </mark>
          ) : (
            part.text
          ),
        )}
        {"\n"}
      </span>
    </div>
  );
}

export const TextDiffLine = memo(Line);
