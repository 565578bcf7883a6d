/** Asks before the bytes of a checkpoint go, and says what stays. */
import { type ReactNode, useState } from "react";
import { useBringBack, useDeleteCheckpoint, useDeleteWeights } from "../../../api/checkpoints.ts";
import type { TrashEntry } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Dialog } from "../../../components/layout/Dialog.tsx";
import { useLocale } from "../../../i18n/messages.ts";
import { failureOf } from "../../../lib/failure.ts";
import { formatBytes } from "../../../lib/format/format.ts";
import { toasts } from "../../../lib/toasts.ts";
import { InUse, type Reason } from "../header/InUse.tsx";
import type { OfCheckpoint } from "./CheckpointActs.tsx";
import { useWords } from "./useWords.ts";

/** Shown while it is rendered. */
export function DeleteWeights({ model, checkpoint, onClose }: OfCheckpoint) {
  const words = useWords().content;
  const { language } = useLocale();
  const { label } = checkpoint;
  const lines = [
    [words.weights.goes, words.weights.goesWhat],
    [words.weights.stays, words.weights.staysWhat],
  ];
  return (
    <SureDialog
      title={words.weights.title(label)}
      sure={words.weights.sure}
      label={label}
      done={words.weights.done(label)}
      act={useDeleteWeights(model).mutateAsync}
      back={useBringBack(model).mutateAsync}
      of={{ checkpoint: checkpoint.id, onClose }}
    >
      <p className="text-muted">
        {words.weights.size(checkpoint.file_count, formatBytes(checkpoint.size, language))}
      </p>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        {lines.map(([name, what]) => (
          <div key={name} className="contents">
            <dt className="font-medium">{name}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p>{words.weights.back}</p>
    </SureDialog>
  );
}

/** Asks before a checkpoint goes to the trash. */
export function DeleteCheckpoint({ model, checkpoint, all, onClose }: OfCheckpoint) {
  const words = useWords().content;
  const { language } = useLocale();
  const { label } = checkpoint;
  return (
    <SureDialog
      title={words.checkpoint.title(label)}
      sure={words.checkpoint.sure}
      label={label}
      done={words.checkpoint.done(label)}
      act={useDeleteCheckpoint(model).mutateAsync}
      back={useBringBack(model).mutateAsync}
      of={{ checkpoint: checkpoint.id, onClose }}
    >
      <p className="text-muted">
        {words.weights.size(checkpoint.file_count, formatBytes(checkpoint.size, language))}
      </p>
      <p>{words.checkpoint.what}</p>
      {all.length > 1 && all[0]?.id === checkpoint.id && <p>{words.checkpoint.latest}</p>}
    </SureDialog>
  );
}

interface SureDialogProps {
  title: string;
  /** What the button says that does it, and what is said once it is done. */
  sure: string;
  done: string;
  label: string;
  act: (checkpoint: string) => Promise<TrashEntry | null>;
  back: (entry: string) => Promise<unknown>;
  of: { checkpoint: string; onClose: () => void };
  children: ReactNode;
}

/** A question with what hangs on it; what was done can be undone from the message that follows. */
function SureDialog({ title, sure, done, label, act, back, of, children }: SureDialogProps) {
  const t = useWords();
  const [failed, setFailed] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const { code, details } = failureOf(failed);
  const reasons = code === "in_use" ? (details["reasons"] as Reason[]) : [];

  async function run(): Promise<void> {
    setBusy(true);
    try {
      const entry = await act(of.checkpoint);
      const undo = entry ? { label: t.content.undo, run: () => void restore(entry.id) } : undefined;
      toasts.show(done, "good", undo);
      of.onClose();
    } catch (error) {
      setFailed(error);
      setBusy(false);
    }
  }

  async function restore(entry: string): Promise<void> {
    try {
      await back(entry);
      toasts.show(t.content.undone(label));
    } catch (error) {
      toasts.show(error instanceof Error ? error.message : String(error), "bad");
    }
  }

  return (
    <Dialog alert title={title} onClose={of.onClose}>
      {children}
      {reasons.length > 0 && <InUse reasons={reasons} force={false} />}
      {failed !== null && reasons.length === 0 && <ErrorNotice error={failed} />}
      <div className="flex justify-end gap-2">
        <Button autoFocus onClick={of.onClose}>
          {t.app.cancel}
        </Button>
        <Button look="danger" disabled={busy || reasons.length > 0} onClick={() => void run()}>
          {sure}
        </Button>
      </div>
    </Dialog>
  );
}
