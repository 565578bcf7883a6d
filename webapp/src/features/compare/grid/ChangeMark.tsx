/** How a value stands to the base's: by sign and by word, the colour only repeats it. */
import type { Change } from "../../../api/types.ts";
import { useMessages } from "../../../i18n/messages.ts";

const MARKS = {
  added: { sign: "+", tone: "text-good" },
  removed: { sign: "−", tone: "text-bad" },
  changed: { sign: "~", tone: "text-warn" },
};

const VERDICTS = {
  better: { sign: "~", tone: "text-good" },
  worse: { sign: "~", tone: "text-bad" },
};

export interface ChangeMarkProps {
  change: Exclude<Change, "same">;
  /** What else to say after the sign, instead of the word. */
  text?: string;
  /** A metric that changed is better or worse, where its name tells which. */
  verdict?: "better" | "worse" | null;
}

/** `~ changed`. */
export function ChangeMark({ change, text, verdict = null }: ChangeMarkProps) {
  const t = useMessages();
  const { sign, tone } = verdict === null ? MARKS[change] : VERDICTS[verdict];
  return (
    <span className={`shrink-0 text-[0.86rem] whitespace-nowrap ${tone}`}>
      <span aria-hidden className="mr-1 font-mono font-semibold">
        {sign}
      </span>
      {verdict !== null && <span className="sr-only">{`${t.diff[change]}, `}</span>}
      {text ?? t.diff[verdict ?? change]}
    </span>
  );
}
