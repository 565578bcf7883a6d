/**
 * Two texts line by line. Up to 2,000 lines stand in the page as they are, so that the browser's search finds them;
 * of more only those in sight are drawn. Equal stretches are folded.
 */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import { useMessages } from "../../i18n/messages.ts";
import { foldLines, type Folded } from "../../lib/text/foldLines.ts";
import { Skeleton } from "../feedback/Skeleton.tsx";
import { TextDiffLine } from "./TextDiffLine.tsx";
import { TextSizes } from "./TextSizes.tsx";
import { useTextDiff } from "./useTextDiff.ts";

const PLAIN = 2000;
const LINE = 21;

export interface TextDiffProps {
  label: string;
  before: string;
  after: string;
}

/** What was removed and what was added. */
export function TextDiff({ label, before, after }: TextDiffProps) {
  const t = useMessages();
  const result = useTextDiff(before, after);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const folded = useMemo(() => foldLines(result?.lines ?? [], opened), [result, opened]);
  if (result === null) return <Skeleton lines={5} />;
  if (result.lines === null) {
    return (
      <div className="flex flex-col gap-3">
        <p>{result.failed ? t.diff.noWorker : t.diff.tooLong}</p>
        <TextSizes before={before} after={after} />
      </div>
    );
  }
  if (before === after) return <p className="text-muted">{t.diff.sameValue}</p>;
  const open = (at: number): void => setOpened((old) => new Set([...old, at]));
  return <Lines label={label} lines={folded} onOpen={open} />;
}

interface LinesProps {
  label: string;
  lines: readonly Folded[];
  onOpen: (at: number) => void;
}

function Lines({ label, lines, onOpen }: LinesProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const many = lines.length > PLAIN;
  const virtual = useVirtualizer({
    count: many ? lines.length : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    overscan: 20,
    useFlushSync: false,
  });
  return (
    <div
      ref={scroller}
      role="region"
      aria-label={label}
      tabIndex={0}
      className="max-h-[70vh] overflow-auto rounded-md border border-line bg-surface font-mono text-[0.9rem]"
    >
      {many ? (
        <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => (
            <div
              key={item.key}
              className="absolute left-0 w-full min-w-max"
              style={{ top: item.start, height: LINE }}
            >
              <TextDiffLine line={lines[item.index]!} whole onOpen={onOpen} />
            </div>
          ))}
        </div>
      ) : (
        lines.map((line, at) => <TextDiffLine key={at} line={line} onOpen={onOpen} />)
      )}
    </div>
  );
}
