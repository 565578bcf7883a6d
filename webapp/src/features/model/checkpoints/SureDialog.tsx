/** A question with what hangs on it; what was done can be undone from the message that follows. */
import { useState, type ReactNode } from "react";
import type { TrashEntry } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { Dialog } from "../../../components/layout/Dialog.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { failureOf } from "../../../lib/failure.ts";
import { toasts } from "../../../lib/toasts.ts";
import { InUse, type Reason } from "../header/InUse.tsx";
import { useWords } from "./useWords.ts";

export interface SureDialogProps {
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

/** Shown while it is rendered. */
export function SureDialog({ title, sure, done, label, act, back, of, children }: SureDialogProps) {
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
