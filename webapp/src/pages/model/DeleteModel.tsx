/** Asks before a model goes to the trash: names it, tells what goes with it, and wants its ID typed. */
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { useDeleteModel } from "../../api/mutations.ts";
import type { FullModel } from "../../api/types.ts";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { TextField } from "../../components/TextField.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { toasts } from "../../lib/toasts.ts";

/** Shown while it is rendered. */
export function DeleteModel({ model, onClose }: { model: FullModel; onClose: () => void }) {
  const t = useMessages();
  const navigate = useNavigate();
  const remove = useDeleteModel(model.id);
  const [typed, setTyped] = useState("");
  const agreed = typed.trim() === model.id;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!agreed) return;
    await remove.mutateAsync();
    toasts.show(t.model.deleted(model.id));
    await navigate({ to: "/" });
  }
  return (
    <Dialog alert title={t.model.deleteTitle} onClose={onClose}>
      <div className="rounded-md border border-line bg-sunken px-3 py-2">
        {model.title && <p className="font-medium">{model.title}</p>}
        <code className="font-mono">{model.id}</code>
      </div>
      <p>{t.model.deleteWhat(model.checkpoints)}</p>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <TextField
          label={t.model.deleteType}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button type="submit" look="danger" disabled={!agreed || remove.isPending}>
            {t.model.delete}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
