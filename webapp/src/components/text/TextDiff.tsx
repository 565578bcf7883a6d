/**
 * Two texts line by line. Up to 2,000 lines stand in the page as they are, so that the browser's search finds them;
 * of more only those in sight are drawn. Equal stretches are folded.
 */
import { UnfoldVertical } from "lucide-react";
import { memo, useEffect, useMemo, useState } from "react";
import { useLocale, useMessages } from "../../i18n/messages.ts";
import { formatBytes } from "../../lib/format/format.ts";
import type { Line as DiffLine, Line as LineOfFoldLines } from "../../lib/text/textdiff.ts";
import type { Compared, Texts } from "../../lib/text/textdiff.worker.ts";
import { Skeleton } from "../feedback/Skeleton.tsx";
import { NO_COLUMNS, useSight, withActive } from "../grid/useSight.ts";
import { evenly } from "../grid/window.ts";

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
  const many = lines.length > PLAIN;
  const axis = useMemo(() => evenly(many ? lines.length : 0, LINE), [many, lines.length]);
  const { scroller, onScroll, height, rows } = useSight({ rows: axis, head: 0, edges: NO_COLUMNS });
  return (
    <div
      ref={scroller}
      onScroll={onScroll}
      role="region"
      aria-label={label}
      tabIndex={0}
      className="max-h-[70vh] overflow-auto rounded-md border border-line bg-surface font-mono text-[0.9rem]"
    >
      {many ? (
        <div role="presentation" className="relative" style={{ height: height }}>
          {withActive(rows, -1).map((at) => (
            <div
              key={at}
              className="absolute left-0 w-full min-w-max"
              style={{ top: axis.start(at), height: LINE }}
            >
              <TextDiffLine line={lines[at]!} whole onOpen={onOpen} />
            </div>
          ))}
        </div>
      ) : (
        lines.map((line, at) => <TextDiffLine key={at} line={line} onOpen={onOpen} />)
      )}
    </div>
  );
}

interface TextDiffLineProps {
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

/** One line of a text comparison: numbers, sign and word for the ear, and what changed within it. */
const TextDiffLine = memo(Line);

/** Two texts by size and hash, where they are too long to be compared line by line. */
function TextSizes({ before, after }: { before: string; after: string }) {
  const t = useMessages();
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
      <Text term={t.diff.removed} text={before} />
      <Text term={t.diff.added} text={after} />
    </dl>
  );
}

function Text({ term, text }: { term: string; text: string }) {
  const t = useMessages();
  const { language } = useLocale();
  const hash = useHash(text);
  return (
    <>
      <dt className="font-medium">{term}</dt>
      <dd className="min-w-0">
        {formatBytes(new Blob([text]).size, language)}, {t.diff.lines(text.split("\n").length)}
        {hash !== "" && (
          <code className="ml-3 font-mono text-[0.93rem] break-all text-muted">
            {t.diff.hash} {hash}
          </code>
        )}
      </dd>
    </>
  );
}

/** Browsers hash only on a safe address; elsewhere the sizes have to do. */
function useHash(text: string): string {
  const [hash, setHash] = useState("");
  useEffect(() => {
    let current = true;
    const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
    async function read(): Promise<void> {
      const bytes = await subtle?.digest("SHA-256", new TextEncoder().encode(text));
      const digits = [...new Uint8Array(bytes ?? [])].map((byte) => byte.toString(16).padStart(2, "0"));
      if (current) setHash(digits.join(""));
    }
    void read();
    return () => {
      current = false;
    };
  }, [text]);
  return hash;
}

/** Comparing may take this long; starting the worker is not counted against it. */
const DEADLINE_MS = 1500;
const START_MS = 10_000;

interface DiffOfTexts {
  before: string;
  after: string;
  /** Null if they are not compared line by line. */
  lines: DiffLine[] | null;
  /** That is not because it takes too long: there is no worker to do it. */
  failed: boolean;
}

/** Two texts compared in a worker with a deadline, so that no text can hold up the page. */
function useTextDiff(before: string, after: string): DiffOfTexts | null {
  const [result, setResult] = useState<DiffOfTexts | null>(null);
  useEffect(() => {
    const worker = startWorker();
    const finish = (lines: DiffLine[] | null, failed = false): void => {
      clearTimeout(timer);
      worker?.terminate();
      setResult({ before, after, lines, failed });
    };
    let timer = setTimeout(() => finish(null, true), worker === null ? 0 : START_MS);
    worker?.addEventListener("message", (event: MessageEvent<Compared>) => {
      if ("lines" in event.data) return finish(event.data.lines);
      clearTimeout(timer);
      timer = setTimeout(() => finish(null), DEADLINE_MS);
    });
    worker?.addEventListener("error", () => finish(null, true));
    // A worker has no origin to aim at.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    worker?.postMessage({ before, after, timeout: DEADLINE_MS } satisfies Texts);
    return () => {
      clearTimeout(timer);
      worker?.terminate();
    };
  }, [before, after]);
  return result !== null && result.before === before && result.after === after ? result : null;
}

/** A worker, or null where the browser refuses to make one: the texts are then told by size and hash. */
function startWorker(): Worker | null {
  try {
    return new Worker(new URL("../../lib/text/textdiff.worker.ts", import.meta.url), { type: "module" });
  } catch {
    return null;
  }
}

/** `at` names the stretch: the place of its first line. */
interface Fold {
  kind: "fold";
  at: number;
  count: number;
}

type Folded = LineOfFoldLines | Fold;

const AROUND = 3;
const LEAST = 4;

/** Long stretches of equal lines are folded to one line that can be opened. Pure. */
export function foldLines(lines: readonly LineOfFoldLines[], opened: ReadonlySet<number>): Folded[] {
  const found: Folded[] = [];
  let at = 0;
  while (at < lines.length) {
    let end = at;
    while (end < lines.length && lines[end]!.kind === "same") end += 1;
    const from = at === 0 ? 0 : at + AROUND;
    const to = end === lines.length ? end : end - AROUND;
    if (to - from >= LEAST && !opened.has(from)) {
      found.push(
        ...lines.slice(at, from),
        { kind: "fold", at: from, count: to - from },
        ...lines.slice(to, end),
      );
    } else found.push(...lines.slice(at, end));
    if (end < lines.length) found.push(lines[end]!);
    at = end + 1;
  }
  return found;
}
