/** The frame of an act over many models: what to do, then how far it is, then what became of them. */
import type { FormEvent, ReactNode } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { Dialog } from "../../../components/layout/Dialog.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { BulkReport } from "./BulkReport.tsx";
import type { Bulk } from "./useBulk.ts";

export interface BulkDialogProps {
  title: string;
  bulk: Bulk;
  /** The word on the button that begins; it is red for what takes away. */
  submit: { label: string; danger?: boolean; disabled: boolean; run: () => void };
  /** What can be done with those that failed. */
  again?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

/** Closing while it runs cancels what has not begun, and stays to tell what was done. */
export function BulkDialog({ title, bulk, submit, again, onClose, children }: BulkDialogProps) {
  const t = useMessages();
  const running = bulk.phase === "running";

  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    if (!submit.disabled) submit.run();
  }
  return (
    <Dialog alert={submit.danger === true || running} title={title} onClose={running ? bulk.cancel : onClose}>
      {bulk.phase === "idle" ? (
        <form onSubmit={onSubmit} className="flex flex-col gap-4">
          {children}
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>{t.app.cancel}</Button>
            <Button type="submit" look={submit.danger ? "danger" : "primary"} disabled={submit.disabled}>
              {submit.label}
            </Button>
          </div>
        </form>
      ) : (
        <>
          <BulkReport bulk={bulk} title={title} />
          <div className="flex flex-wrap justify-end gap-2">
            {running ? (
              <Button onClick={bulk.cancel}>{t.app.cancel}</Button>
            ) : (
              <>
                {again}
                <Button look="primary" onClick={onClose}>
                  {t.app.close}
                </Button>
              </>
            )}
          </div>
        </>
      )}
    </Dialog>
  );
}
