/** The last lines of the error that ended a run, as they were, with a button that copies them. */
import { useEffect, useRef } from "react";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { useCardWords } from "../useCardWords.ts";

/** A block that begins at its end, where the reason stands; named by its run where others may stand beside it. */
export function ErrorText({ text, run }: { text: string; run?: number }) {
  const words = useCardWords().runs;
  const of = (name: string): string => (run === undefined ? name : `${name}: ${words.run(run)}`);
  const block = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (block.current && text !== "") block.current.scrollTop = block.current.scrollHeight;
  }, [text]);
  return (
    <div className="flex items-start gap-1 rounded-md border border-bad bg-surface py-1 pr-1 pl-3">
      <pre
        ref={block}
        tabIndex={0}
        role="region"
        aria-label={of(words.error)}
        className="max-h-56 min-w-0 grow overflow-auto py-1.5 font-mono text-[0.93rem] leading-relaxed wrap-anywhere whitespace-pre-wrap"
      >
        {text}
      </pre>
      <CopyButton text={text} label={of(words.copyError)} />
    </div>
  );
}
