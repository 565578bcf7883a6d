/** An upload that goes on: how far it is in all and by file, pause, cancel, and what went wrong. */
import { CloudOff, Pause, Play } from "lucide-react";
import { useState, useSyncExternalStore } from "react";
import { Button } from "../../components/controls/Button.tsx";
import { Confirm } from "../../components/layout/Confirm.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Progress } from "../../components/feedback/Progress.tsx";
import { useLocale } from "../../i18n/messages.ts";
import { failureOf } from "../../lib/failure.ts";
import { formatBytes } from "../../lib/format/format.ts";
import { toasts } from "../../lib/toasts.ts";
import { desk } from "./uploadState.ts";
import { HashPanel } from "./HashPanel.tsx";
import type { Push, PushView } from "./transfer/push.ts";
import { PushRow } from "./PushRow.tsx";
import { useWords } from "./useWords.ts";

/** Rows shown before somebody asks for more. */
const SHOWN = 100;

/** In the place of the form. */
export function PushPanel({ push }: { push: Push }) {
  const t = useWords();
  const words = t.uploading;
  const view = useSyncExternalStore(push.beat.subscribe, push.beat.get);
  const [shown, setShown] = useState(SHOWN);
  const { phase } = view;
  const held = phase === "paused" || phase === "stopped";
  // Files that wait are the least news.
  const rows = view.files.toSorted((a, b) => RANK[a.state] - RANK[b.state]).slice(0, shown);
  return (
    <div className="flex flex-col gap-4">
      <section
        aria-labelledby="upload-to"
        className="flex flex-col gap-3.5 rounded-xl border border-line bg-surface p-4"
      >
        <div className="flex flex-wrap items-start justify-between gap-3">
          <div className="min-w-0">
            <h2 id="upload-to" className="text-lg font-semibold">
              {words.phases[phase]}
            </h2>
            {view.model !== null && (
              <p className="text-muted">
                {words.uploadingTo} <code className="font-mono break-all">{view.model}</code>
              </p>
            )}
          </div>
          <div className="flex flex-wrap gap-2">
            <Button look={held ? "primary" : "plain"} onClick={() => (held ? push.go() : push.pause())}>
              {held ? <Play aria-hidden size={15} /> : <Pause aria-hidden size={15} />}
              {phase === "stopped" ? t.app.retry : held ? words.resume : words.pause}
            </Button>
            <Confirm
              label={words.cancel}
              name={words.cancelName}
              question={words.cancelAsk}
              keep={words.cancelKeep}
              yes={words.cancelYes}
              onConfirm={() =>
                void desk.cancel().catch((error: unknown) => toasts.show(failureOf(error).message, "bad"))
              }
            />
          </div>
        </div>
        {view.files.length > 0 ? <Overall view={view} /> : phase !== "stopped" && <HashPanel />}
        {view.waiting && (
          <p
            role="status"
            className="flex flex-wrap items-center gap-2 rounded-md bg-warn-soft px-3 py-1.5 text-warn"
          >
            <CloudOff aria-hidden size={16} className="shrink-0" />
            <span className="grow">{words.waiting}</span>
            <Button onClick={() => push.wake()}>{words.tryNow}</Button>
          </p>
        )}
        {phase === "stopped" && <Stopped view={view} />}
        <p className="text-[0.93rem] text-muted">{words.safe}</p>
      </section>
      {rows.length > 0 && (
        <ul
          aria-label={words.files}
          className="divide-y divide-line rounded-lg border border-line bg-surface"
        >
          {rows.map((file) => (
            <PushRow key={file.path} file={file} />
          ))}
        </ul>
      )}
      {view.files.length > shown && (
        <Button className="self-start" onClick={() => setShown(shown + 500)}>
          {words.more(view.files.length - shown)}
        </Button>
      )}
    </div>
  );
}

const RANK = { failed: 0, sending: 1, waiting: 2, sent: 3, stored: 3, twice: 3 } as const;

function Overall({ view }: { view: PushView }) {
  const words = useWords().uploading;
  const { language } = useLocale();
  const { sent, size, speed, left, parts } = view;
  const bytes = (count: number): string => formatBytes(count, language);
  const moving = view.phase === "sending" && !view.waiting;
  const text = [
    words.sofar(bytes(sent), bytes(size)),
    ...(parts.count > 0 ? [words.parts(parts.done, parts.count)] : []),
    ...(moving && speed !== null ? [words.speed(bytes(speed))] : []),
    ...(moving && left !== null ? [words.left(left)] : []),
  ].join(" · ");
  const percent = size === 0 ? 100 : Math.floor((sent / size) * 100);
  return (
    <>
      <Progress label={words.progress} done={sent} total={size} text={text} />
      {/* Not every step: what is read aloud is what was heard a while ago. */}
      <span role="status" className="sr-only">
        {words.announce(percent - (percent % 10))}
      </span>
    </>
  );
}

function Stopped({ view }: { view: PushView }) {
  const words = useWords().uploading;
  const { code } = failureOf(view.error);
  const said = Object.entries(words.errors).find(([known]) => known === code)?.[1];
  if (said === undefined) return <ErrorNotice error={view.error} />;
  return (
    <p role="alert" className="rounded-md border border-bad bg-bad-soft p-3">
      {said}
    </p>
  );
}
