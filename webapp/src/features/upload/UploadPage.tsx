/** The page at `/upload`: files and args to a checkpoint. `?model=<id>` adds one to a model that is there. */
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { Check, CircleAlert, CloudOff, Pause, Play, SkipForward } from "lucide-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { model } from "../../api/queries.ts";
import { useRights } from "../../api/rights.ts";
import { Button } from "../../components/controls/Button.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Progress } from "../../components/feedback/Progress.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { Confirm } from "../../components/layout/Confirm.tsx";
import { Page } from "../../components/layout/Page.tsx";
import { useLocale } from "../../i18n/messages.ts";
import { failureOf, sentenceOf } from "../../lib/failure.ts";
import { formatBytes } from "../../lib/format/format.ts";
import { toasts } from "../../lib/toasts.ts";
import { OnlyAdmins } from "../../shell/OnlyAdmins.tsx";
import { Path } from "./files/Path.tsx";
import type { FileProgress } from "./transfer/progress.ts";
import type { Push, PushView } from "./transfer/push.ts";
import { UploadForm } from "./UploadForm.tsx";
import { uploadState } from "./uploadState.ts";
import { useWords } from "./useWords.ts";

/** The form, or the upload that goes on. */
export function UploadPage() {
  const t = useWords();
  const { role, edits } = useRights();
  const { push } = useSyncExternalStore(uploadState.subscribe, uploadState.get);
  const search = useSearch({ strict: false });
  const target = edits && push === null ? search.model : undefined;
  return (
    <Page title={target === undefined ? t.upload.title : t.uploading.titleFor}>
      {role === undefined ? (
        <Skeleton lines={8} />
      ) : !edits ? (
        <OnlyAdmins title={t.uploading.onlyAdmins} hint={t.uploading.onlyAdminsHint} />
      ) : push !== null ? (
        <PushPanel push={push} />
      ) : target !== undefined ? (
        <ForModel id={target} />
      ) : (
        <UploadForm target={null} />
      )}
    </Page>
  );
}

function ForModel({ id }: { id: string }) {
  const found = useQuery(model(id));
  if (found.isPending) return <Skeleton lines={8} />;
  if (found.isError) return <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />;
  return <UploadForm target={found.data} />;
}

/** Rows shown before a person asks for more. */
const SHOWN = 100;

/** An upload that goes on: how far it is in all and by file, pause, cancel, and what went wrong. */
function PushPanel({ push }: { push: Push }) {
  const t = useWords();
  const words = t.uploading;
  const view = useSyncExternalStore(push.throttle.subscribe, push.throttle.get);
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
                void uploadState
                  .cancel()
                  .catch((error: unknown) => toasts.show(failureOf(error).message, "bad"))
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

/** How far the hashing is, while an upload waits for it. */
function HashPanel() {
  const words = useWords().uploading;
  const { language } = useLocale();
  const { hashed, size } = useSyncExternalStore(
    uploadState.files.throttle.subscribe,
    uploadState.files.throttle.get,
  );
  const text = words.hashedOf(formatBytes(hashed, language), formatBytes(size, language));
  return <Progress label={words.phases.hashing} done={hashed} total={size} text={text} />;
}

const TONES = {
  waiting: "text-muted",
  sending: "text-muted",
  sent: "text-good",
  stored: "text-muted",
  twice: "text-muted",
  failed: "text-bad",
};

/** One file of an upload: its bar, and in words how far it is or why it need not be sent. */
function PushRow({ file }: { file: FileProgress }) {
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
