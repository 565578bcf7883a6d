/** Asks before a view is deleted: it has no trash. The models stay. */
import { useDeleteView, type View } from "./views.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { Dialog } from "../../../components/layout/Dialog.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { toasts } from "../../../lib/toasts.ts";

export interface DeleteViewProps {
  view: View;
  onGone: () => void;
  onClose: () => void;
}

/** A question. */
export function DeleteView({ view, onGone, onClose }: DeleteViewProps) {
  const t = useMessages();
  const words = t.tools.views;
  const remove = useDeleteView();
  async function run(): Promise<void> {
    await remove.mutateAsync(view.id);
    toasts.show(words.deleted(view.name));
    onClose();
    onGone();
  }
  return (
    <Dialog alert title={words.deleteTitle(view.name)} onClose={onClose}>
      <p>{view.scope === "team" ? words.deleteTeam : words.deletePersonal}</p>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t.app.cancel}</Button>
        <Button look="danger" disabled={remove.isPending} onClick={() => void run()}>
          {words.delete}
        </Button>
      </div>
    </Dialog>
  );
}
