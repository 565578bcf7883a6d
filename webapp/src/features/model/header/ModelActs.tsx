/** What is rarely done to a model as a whole, behind one button, and the dialogs that follow from it. */
import { ThumbsDown, Trash2 } from "lucide-react";
import { lazy, Suspense, useMemo, useRef, useState } from "react";
import type { FullModel } from "../../../api/types.ts";
import { ActsButton } from "../../../components/controls/ActsButton.tsx";
import { useActions } from "../../../components/useActions.ts";
import { useMessages } from "../../../i18n/messages.ts";

const DeleteModel = lazy(async () => ({ default: (await import("./DeleteModel.tsx")).DeleteModel }));
const NoteDialog = lazy(async () => ({ default: (await import("./NoteDialog.tsx")).NoteDialog }));

const DIALOGS = { note: NoteDialog, delete: DeleteModel };

/** The last button of a model's head. For who may change the model. */
export function ModelActs({ model }: { model: FullModel }) {
  const t = useMessages();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState<keyof typeof DIALOGS | null>(null);
  const Dialog = open && DIALOGS[open];
  const acts = useMemo(
    () => [
      { id: "note" as const, label: t.lineage.mark, icon: ThumbsDown },
      { id: "delete" as const, label: t.model.deleteAsk, icon: Trash2 },
    ],
    [t],
  );
  const offered = useMemo(
    () => acts.map(({ id, label }) => ({ id, label, group: t.app.groups.model, run: () => setOpen(id) })),
    [acts, t],
  );
  useActions(offered);
  return (
    <>
      <ActsButton label={t.model.more} acts={acts} button={button} onAct={setOpen} />
      <Suspense>
        {Dialog && (
          <Dialog
            model={model}
            onClose={() => {
              setOpen(null);
              button.current?.focus();
            }}
          />
        )}
      </Suspense>
    </>
  );
}
