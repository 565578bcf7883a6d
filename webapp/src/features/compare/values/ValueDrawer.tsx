/** Both values of one key in full: the base's and one other's, line by line. Loaded when first opened. */
import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useId, type KeyboardEvent } from "react";
import { Dialog as KitDialog, Heading, Modal, ModalOverlay } from "react-aria-components/Modal";
import type { Comparison } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { INPUT } from "../../../components/controls/TextField.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { isComposing } from "../../../lib/shortcuts.ts";
import { shortId } from "../names.ts";
import type { Node } from "../tree.ts";
import { ValueSides } from "./ValueSides.tsx";

export interface ValueDrawerProps {
  comparison: Comparison;
  node: Node;
  model: number;
  onModel: (model: number) => void;
  onStep: (step: 1 | -1) => void;
  onClose: () => void;
}

/** Shown while it is rendered. */
export function ValueDrawer({ comparison, node, model, onModel, onStep, onClose }: ValueDrawerProps) {
  const t = useMessages();
  const field = useId();
  const { ids, base } = comparison;
  const row = node.row!;

  function onKeyDown(event: KeyboardEvent): void {
    const typing = event.target instanceof HTMLSelectElement;
    const step = { n: 1, b: -1 }[event.key] as 1 | -1 | undefined;
    if (step === undefined || typing || event.ctrlKey || event.metaKey || isComposing(event.nativeEvent))
      return;
    event.preventDefault();
    onStep(step);
  }
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
      className="fixed inset-0 z-50 flex justify-end bg-[#0b0b1066]"
    >
      <Modal className="h-full w-full max-w-3xl">
        {/* The keys of the page work in here too. */}
        <div role="presentation" className="h-full" onKeyDown={onKeyDown}>
          <KitDialog className="flex h-full flex-col gap-4 overflow-y-auto border-l border-line bg-raised p-5 shadow-float outline-none">
            <div className="flex items-start gap-1">
              <Heading slot="title" className="min-w-0 grow pt-1 font-mono text-lg font-semibold break-all">
                {row.key}
              </Heading>
              <Button
                look="quiet"
                square
                aria-label={t.diff.previous}
                aria-keyshortcuts="b"
                onClick={() => onStep(-1)}
              >
                <ChevronUp aria-hidden size={17} />
              </Button>
              <Button
                look="quiet"
                square
                aria-label={t.diff.next}
                aria-keyshortcuts="n"
                onClick={() => onStep(1)}
              >
                <ChevronDown aria-hidden size={17} />
              </Button>
              <Button look="quiet" square aria-label={t.app.close} onClick={onClose}>
                <X aria-hidden size={17} />
              </Button>
            </div>
            <div className="flex flex-wrap items-center gap-2">
              <label htmlFor={field} className="text-muted">
                {t.diff.against}
              </label>
              <select
                id={field}
                value={model}
                onChange={(event) => onModel(Number(event.target.value))}
                className={`${INPUT} max-w-96 font-mono`}
              >
                {ids.map((id, at) => (
                  <option key={id} value={at} disabled={at === base}>
                    {shortId(id)}
                  </option>
                ))}
              </select>
            </div>
            <ValueSides comparison={comparison} row={row} model={model} />
          </KitDialog>
        </div>
      </Modal>
    </ModalOverlay>
  );
}
