/** One file of an upload: its bar, and in words how far it is or why it need not be sent. */
import { Check, CircleAlert, SkipForward } from "lucide-react";
import { useEffect, useRef } from "react";
import { useLocale } from "../../i18n/messages.ts";
import { failureOf, sentenceOf } from "../../lib/failure.ts";
import { formatBytes } from "../../lib/format/format.ts";
import { Path } from "./files/Path.tsx";
import type { FileProgress } from "./transfer/progress.ts";
import { useWords } from "./useWords.ts";

const TONES = {
  waiting: "text-muted",
  sending: "text-muted",
  sent: "text-good",
  stored: "text-muted",
  twice: "text-muted",
  failed: "text-bad",
};

/** A line of the list. */
export function PushRow({ file }: { file: FileProgress }) {
  const t = useWords();
  const words = t.uploading;
  const { language } = useLocale();
  const Icon = { sent: Check, stored: SkipForward, twice: SkipForward, failed: CircleAlert }[
    file.state as string
  ];
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5">
      <span className="flex min-w-0 grow basis-56 flex-col">
        <Path path={file.path} />
        {file.state === "failed" && <span className="text-[0.93rem] text-bad">{why()}</span>}
      </span>
      <span className="ml-auto flex items-center justify-end gap-3">
        {file.state === "sending" && <Bar file={file} />}
        <span className={`inline-flex items-center gap-1.5 text-[0.93rem] ${TONES[file.state]}`}>
          {Icon && <Icon aria-hidden size={14} />}
          {file.state === "sending" && file.parts.count > 1
            ? words.parts(file.parts.done, file.parts.count)
            : words.states[file.state]}
        </span>
        <span className="w-20 shrink-0 text-right text-muted">{formatBytes(file.size, language)}</span>
      </span>
    </li>
  );

  function why(): string {
    const failure = failureOf(file.error);
    const said = Object.entries(words.errors).find(([known]) => known === failure.code)?.[1];
    return said ?? sentenceOf(failure, t.error);
  }
}

function Bar({ file }: { file: FileProgress }) {
  const words = useWords().uploading;
  const bar = useRef<HTMLSpanElement>(null);
  const share = file.size === 0 ? 1 : file.sent / file.size;
  useEffect(() => {
    bar.current?.style.setProperty("width", `${share * 100}%`);
  }, [share]);
  return (
    <span
      role="progressbar"
      aria-label={words.progressOf(file.path)}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(share * 100)}
      className="h-1.5 w-36 max-sm:w-20 shrink-0 overflow-hidden rounded-full border border-line bg-sunken"
    >
      <span ref={bar} className="block h-full rounded-full bg-accent-fill transition-[width]" />
    </span>
  );
}
