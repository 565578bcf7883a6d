/** Gives a view another name; its link stays. */
import { useState, type FormEvent } from "react";
import { useReplaceView, type View } from "./views.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { Dialog } from "../../../components/layout/Dialog.tsx";
import { TextField } from "../../../components/controls/TextField.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { asSentence, failureOf } from "../../../lib/failure.ts";

/** A line to type. */
export function RenameView({ view, onClose }: { view: View; onClose: () => void }) {
  const t = useMessages();
  const words = t.tools.views;
  const [name, setName] = useState(view.name);
  const replace = useReplaceView();
  function submit(event: FormEvent): void {
    event.preventDefault();
    const body = { name, scope: view.scope, state: view.state };
    replace.mutate({ id: view.id, revision: view.revision, body }, { onSuccess: onClose });
  }
  return (
    <Dialog title={words.renameTitle} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          autoFocus
          label={words.name}
          value={name}
          maxLength={100}
          error={replace.error && asSentence(failureOf(replace.error).message)}
          onChange={(event) => setName(event.target.value)}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button type="submit" look="primary" disabled={name.trim() === "" || replace.isPending}>
            {t.app.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
