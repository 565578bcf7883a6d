/** A modal dialog of the kit: traps the focus, closes on Escape, gives the focus back. Loaded when first opened. */
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as KitDialog, Heading, Modal, ModalOverlay } from "react-aria-components/Modal";
import { useMessages } from "../../i18n/messages.ts";
import { Button } from "../controls/Button.tsx";

export interface DialogProps {
  title: string;
  onClose: () => void;
  /** A question that needs an answer, rather than a panel. */
  alert?: boolean;
  /** Room for more than a question. */
  wide?: boolean | "very";
  children: ReactNode;
}

/** Shown while it is rendered. */
export function Dialog({ title, onClose, alert = false, wide = false, children }: DialogProps) {
  const t = useMessages();
  return (
    <ModalOverlay
      isOpen
      isDismissable={!alert}
      onOpenChange={(open) => !open && onClose()}
      className="fixed inset-0 z-50 flex items-start justify-center overflow-y-auto overscroll-contain bg-[#0b0b1066] p-3 pt-[8vh]"
    >
      <Modal className={`w-full ${wide === "very" ? "max-w-5xl" : wide ? "max-w-2xl" : "max-w-lg"}`}>
        <KitDialog
          role={alert ? "alertdialog" : "dialog"}
          className="flex flex-col gap-4 rounded-xl border border-line bg-raised p-5 shadow-float outline-none"
        >
          <div className="flex items-start justify-between gap-3">
            <Heading slot="title" className="text-lg font-semibold">
              {title}
            </Heading>
            <Button look="quiet" square aria-label={t.app.close} onClick={onClose} className="-mt-1 -mr-2">
              <X aria-hidden size={17} />
            </Button>
          </div>
          {children}
        </KitDialog>
      </Modal>
    </ModalOverlay>
  );
}
