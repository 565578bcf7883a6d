/** Asks before a model goes to the trash: names it, tells what goes with it, and asks for its ID to be typed. */
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { useDeleteModel } from "../../../api/mutations.ts";
import type { FullModel } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { Dialog } from "../../../components/layout/Dialog.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { TextField } from "../../../components/controls/TextField.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { failureOf } from "../../../lib/failure.ts";
import { toasts } from "../../../lib/toasts.ts";
import { InUse, type Reason } from "./InUse.tsx";

/** Shown while it is rendered. */
export function DeleteModel({ model, onClose }: { model: FullModel; onClose: () => void }) {
  const t = useMessages();
  const navigate = useNavigate();
  const remove = useDeleteModel(model.id);
  const [typed, setTyped] = useState("");
  const agreed = typed.trim() === model.id;
  const { code, details } = failureOf(remove.error);
  const reasons =
    code === "in_use" && Array.isArray(details["reasons"]) ? (details["reasons"] as Reason[]) : [];
  const force = details["force"] === true;
  const held = reasons.length > 0;

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!agreed || (held && !force)) return;
    remove.mutate(held, {
      onSuccess: () => {
        toasts.show(t.model.deleted(model.id));
        void navigate({ to: "/" });
      },
    });
  }
  return (
    <Dialog alert title={t.model.deleteTitle} onClose={onClose}>
      <div className="rounded-md border border-line bg-sunken px-3 py-2">
        {model.title && <p className="font-medium">{model.title}</p>}
        <code className="font-mono">{model.id}</code>
      </div>
      <p>{t.model.deleteWhat(model.checkpoints)}</p>
      {held && <InUse reasons={reasons} force={force} />}
      {remove.isError && !held && <ErrorNotice error={remove.error} />}
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t.model.deleteType}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button type="submit" look="danger" disabled={!agreed || remove.isPending || (held && !force)}>
            {held ? t.share.inUse.force : t.model.delete}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
