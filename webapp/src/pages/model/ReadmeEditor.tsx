/** Text and preview side by side; if somebody saved meanwhile, both texts are shown and nothing is lost. */
import { useDeferredValue, useEffect, useId, useState } from "react";
import { useEditModel } from "../../api/mutations.ts";
import type { FullModel } from "../../api/types.ts";
import { Button } from "../../components/Button.tsx";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { Markdown } from "../../components/Markdown.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { failureOf } from "../../lib/failure.ts";
import { toasts } from "../../lib/toasts.ts";

const PANE = "min-h-96 w-full rounded-md border border-edge bg-surface p-3";

export interface ReadmeEditorProps {
  model: FullModel;
  onDone: () => void;
}

/** The editor of a README. */
export function ReadmeEditor({ model, onDone }: ReadmeEditorProps) {
  const t = useMessages();
  const id = useId();
  // What this editing began from: a revision that has moved on is a conflict, not something to overwrite.
  const [base, setBase] = useState({ text: model.readme, revision: model.revision });
  const [text, setText] = useState(base.text);
  const edit = useEditModel(model.id, { shownInPlace: true });
  const preview = useDeferredValue(text);
  useLeaveWarning(text !== base.text);
  const conflict =
    edit.isError && failureOf(edit.error).code === "edited_meanwhile" && model.revision !== base.revision;

  function save(revision: number): void {
    edit.mutate(
      { edit: { readme: text }, revision },
      {
        onSuccess: () => {
          toasts.show(t.readme.saved);
          onDone();
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
      <div className="flex flex-wrap gap-2">
        {conflict ? (
          <>
            <Button look="primary" disabled={edit.isPending} onClick={saveMine}>
              {t.readme.saveMine}
            </Button>
            <Button onClick={() => setText(model.readme)}>{t.readme.takeTheirs}</Button>
          </>
        ) : (
          <Button look="primary" disabled={edit.isPending} onClick={() => save(base.revision)}>
            {t.app.save}
          </Button>
        )}
        <Button onClick={onDone}>{t.app.cancel}</Button>
      </div>
      <div className="grid gap-3 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-1">
          <label htmlFor={id} className="font-medium">
            {conflict ? t.readme.yours : t.readme.text}
          </label>
          <textarea
            id={id}
            spellCheck
            value={text}
            onChange={(event) => setText(event.target.value)}
            className={`${PANE} grow resize-y font-mono text-[0.93rem]`}
          />
        </div>
        {conflict ? (
          <div className="flex min-w-0 flex-col gap-1">
            <label htmlFor={`${id}-theirs`} className="font-medium">
              {t.readme.theirs}
            </label>
            <textarea
              id={`${id}-theirs`}
              readOnly
              value={model.readme}
              className={`${PANE} grow bg-sunken! font-mono text-[0.93rem]`}
            />
          </div>
        ) : (
          <section aria-label={t.readme.preview} className="flex min-w-0 flex-col gap-1">
            <h2 className="font-medium">{t.readme.preview}</h2>
            <div className={`${PANE} grow border-line!`}>
              <Markdown text={preview} />
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
