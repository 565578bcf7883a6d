/** Text and preview side by side; if a person saved meanwhile, both texts are shown and nothing is lost. */
import { X } from "lucide-react";
import { useDeferredValue, useEffect, useId, useRef, useState } from "react";
import { useEditModel } from "../../../api/mutations.ts";
import type { FullModel } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Markdown } from "../../../components/text/Markdown.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { failureOf } from "../../../lib/failure.ts";
import { formatRelative } from "../../../lib/format/format.ts";
import { here, imagesPath } from "../../../lib/paths.ts";
import { dropDraft, keepDraft, readDraft } from "../../../lib/storage/drafts.ts";
import { toasts } from "../../../lib/toasts.ts";
import { useCardWords } from "../useCardWords.ts";
import { TextPane } from "./TextPane.tsx";
import { type Refused, useReadmeImages } from "./useReadmeImages.ts";

const PANE = "min-h-96 w-full grow rounded-md border p-3";

export interface ReadmeEditorProps {
  model: FullModel;
  onDone: () => void;
}

/** What the server tells of a change by another person. */
interface Meanwhile {
  current?: { readme?: string };
  revision?: number;
}

/** The editor of a README. */
export function ReadmeEditor({ model, onDone }: ReadmeEditorProps) {
  const t = useMessages();
  const words = useCardWords().readme;
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const { text, setText, base, setBase, found, discard, done } = useDraft(model);
  const images = useReadmeImages(model.id, field);
  const edit = useEditModel(model.id, { shownInPlace: true });
  const preview = useDeferredValue(text);
  useLeaveWarning(text !== base.text);
  const conflict =
    edit.isError &&
    failureOf(edit.error).code === "edited_meanwhile" &&
    model.revision !== base.revision &&
    model.readme !== base.text;
  const busy = edit.isPending || images.waiting > 0;

  function save(revision: number): void {
    edit.mutate(
      { edit: { readme: text }, revision },
      {
        onSuccess: () => {
          done();
          toasts.show(t.readme.saved);
          onDone();
        },
        onError: (error) => {
          // Another person changed the tags, say, and not this text: nothing is lost by saving over it.
          const { code, details } = failureOf(error);
          const { current, revision: present } = details as Meanwhile;
          if (code !== "edited_meanwhile" || current?.readme !== base.text || present === undefined) return;
          if (present !== revision) save(present);
        },
      },
    );
  }
  function saveMine(): void {
    setBase({ text: model.readme, revision: model.revision });
    save(model.revision);
  }
  return (
    <div className="flex flex-col gap-3">
      {conflict && (
        <div role="alert" className="rounded-md border border-warn bg-warn-soft p-3">
          <p className="font-semibold text-warn">{t.readme.conflict}</p>
          <p>{t.readme.conflictHint}</p>
        </div>
      )}
      {edit.isError && !conflict && <ErrorNotice error={edit.error} />}
      {found !== null && <DraftNote at={found} onDiscard={discard} />}
      <RefusedImages refused={images.refused} onClose={images.forget} />
      <div className="flex flex-wrap items-center gap-2">
        {conflict ? (
          <>
            <Button look="primary" disabled={busy} onClick={saveMine}>
              {t.readme.saveMine}
            </Button>
            <Button onClick={() => setText(model.readme)}>{t.readme.takeTheirs}</Button>
          </>
        ) : (
          <Button look="primary" disabled={busy} onClick={() => save(base.revision)}>
            {t.app.save}
          </Button>
        )}
        <Button onClick={onDone}>{t.app.cancel}</Button>
        <span role="status" className="text-muted">
          {images.waiting > 0 && words.sending(images.waiting)}
        </span>
      </div>
      <div className="grid gap-3 lg:grid-cols-2">
        <TextPane
          id={id}
          label={conflict ? t.readme.yours : t.readme.text}
          field={field}
          text={text}
          onText={setText}
          onImages={images.add}
        />
        {conflict ? (
          <div className="flex min-w-0 flex-col gap-1">
            <label htmlFor={`${id}-theirs`} className="leading-[2.15rem] font-medium">
              {t.readme.theirs}
            </label>
            <textarea
              id={`${id}-theirs`}
              readOnly
              value={model.readme}
              className={`${PANE} border-edge bg-sunken font-mono text-[0.93rem]`}
            />
          </div>
        ) : (
          <section aria-label={t.readme.preview} className="flex min-w-0 flex-col gap-1">
            <h2 className="leading-[2.15rem] font-medium">{t.readme.preview}</h2>
            <div className={`${PANE} border-line bg-surface`}>
              <Markdown text={preview} images={here(imagesPath(model.id))} />
            </div>
          </section>
        )}
      </div>
    </div>
  );
}

/** Have the browser ask before a text that is not saved is lost. */
function useLeaveWarning(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return undefined;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [unsaved]);
}

/** Says that an unsaved text was found here, and lets it go. */
function DraftNote({ at, onDiscard }: { at: number; onDiscard: () => void }) {
  const words = useCardWords().readme;
  const { language } = useLocale();
  return (
    <div
      role="status"
      className="flex flex-wrap items-center justify-between gap-2 rounded-md border border-line bg-accent-soft px-3 py-1.5"
    >
      <span>{words.draft(formatRelative(new Date(at).toISOString(), language))}</span>
      <Button onClick={onDiscard}>{words.discard}</Button>
    </div>
  );
}

interface RefusedImagesProps {
  refused: readonly Refused[];
  onClose: () => void;
}

/** The files that did not become images, each with what to do about it. */
function RefusedImages({ refused, onClose }: RefusedImagesProps) {
  const t = useMessages();
  const words = useCardWords().readme;
  if (refused.length === 0) return null;
  return (
    <div role="alert" className="flex items-start gap-2 rounded-md border border-bad bg-bad-soft p-3">
      <div className="min-w-0 grow">
        <p className="font-semibold text-bad">{words.refused(refused.length)}</p>
        <ul className="list-disc pl-5">
          {refused.map((one, at) => (
            <li key={`${one.name} ${at}`}>
              <span className="font-mono break-all">{one.name}</span>: <Why why={one.why} />
            </li>
          ))}
        </ul>
      </div>
      <Button look="quiet" square aria-label={t.app.dismiss} onClick={onClose}>
        <X aria-hidden size={15} />
      </Button>
    </div>
  );
}

function Why({ why }: { why: Refused["why"] }) {
  const t = useMessages();
  const words = useCardWords().readme;
  if (why === "kind" || why === "size") return words.why[why];
  const { code, message, requestId } = failureOf(why);
  if (code === "image_kind") return words.why.kind;
  return (
    <>
      {message} {requestId && <code className="text-muted">{`${t.error.request} ${requestId}`}</code>}
    </>
  );
}

const KEEP_AFTER_MS = 400;

interface Written {
  text: string;
  setText: (text: string) => void;
  /** What this editing began from: a revision that has moved on is a conflict, not something to overwrite. */
  base: { text: string; revision: number };
  setBase: (base: { text: string; revision: number }) => void;
  /** When the draft that was found here was written, until it is given up; null where none was. */
  found: number | null;
  /** Go back to what is saved. */
  discard: () => void;
  /** It is saved. */
  done: () => void;
}

/** The text of a README while it is written: kept in this browser until it is saved or given up. */
function useDraft(model: FullModel): Written {
  const [draft] = useState(() => readDraft(model.id));
  const kept = draft !== null && draft.text !== model.readme ? draft : null;
  const [base, setBase] = useState({ text: model.readme, revision: kept?.revision ?? model.revision });
  const [text, setText] = useState(kept?.text ?? model.readme);
  const [found, setFound] = useState(kept?.at ?? null);
  const { id } = model;
  useEffect(() => {
    if (text === base.text) {
      dropDraft(id);
      return undefined;
    }
    const timer = setTimeout(
      () => keepDraft(id, { text, revision: base.revision, at: Date.now() }),
      KEEP_AFTER_MS,
    );
    return () => clearTimeout(timer);
  }, [id, text, base]);
  function discard(): void {
    setText(model.readme);
    setBase({ text: model.readme, revision: model.revision });
    setFound(null);
  }
  return { text, setText, base, setBase, found, discard, done: () => dropDraft(id) };
}
