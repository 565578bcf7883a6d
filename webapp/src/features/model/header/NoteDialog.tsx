/** Marks a model as good or bad, and says why. */
import { useState, type FormEvent } from "react";
import { useNote } from "../lineage/queries.ts";
import type { FullModel } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { Dialog } from "../../../components/layout/Dialog.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { TextField } from "../../../components/controls/TextField.tsx";
import { useMessages } from "../../../i18n/messages.ts";

const LONGEST = 500;

/** A question with two answers and a reason. */
export function NoteDialog({ model, onClose }: { model: FullModel; onClose: () => void }) {
  const t = useMessages();
  const note = useNote(model.id);
  const [verdict, setVerdict] = useState<"good" | "bad">(model.note?.verdict ?? "bad");
  const [reason, setReason] = useState(model.note?.reason ?? "");
  const [missing, setMissing] = useState(false);
  function submit(event: FormEvent): void {
    event.preventDefault();
    const told = reason.trim();
    setMissing(verdict === "bad" && told === "");
    if (verdict === "bad" && told === "") return;
    note.mutate({ verdict, reason: told }, { onSuccess: onClose });
  }
  return (
    <Dialog title={t.lineage.markTitle} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <fieldset className="flex flex-col gap-1.5">
          <legend className="sr-only">{t.lineage.verdict}</legend>
          {(["bad", "good"] as const).map((one) => (
            <label key={one} className="inline-flex items-baseline gap-2">
              <input type="radio" name="verdict" checked={verdict === one} onChange={() => setVerdict(one)} />
              {t.lineage[one]}
            </label>
          ))}
        </fieldset>
        <TextField
          label={t.lineage.reason}
          help={t.lineage.reasonHint}
          error={missing ? t.lineage.reasonMissing : null}
          value={reason}
          maxLength={LONGEST}
          onChange={(event) => setReason(event.target.value)}
        />
        {note.isError && <ErrorNotice error={note.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          {model.note && (
            <Button
              className="mr-auto"
              disabled={note.isPending}
              onClick={() => note.mutate(null, { onSuccess: onClose })}
            >
              {t.lineage.clear}
            </Button>
          )}
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button type="submit" look="primary" disabled={note.isPending}>
            {t.app.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
