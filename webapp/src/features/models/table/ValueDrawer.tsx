/** The whole value of one cell, as a tree if it is one, to be read and copied. Loaded when first opened. */
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { Dialog } from "../../../components/layout/Dialog.tsx";
import { ValueTree } from "../../../components/tree/ValueTree.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { isMapping, writeExact, type Json } from "../../../lib/json/json.ts";

export interface ShownValue {
  id: string;
  key: string;
  value: Json;
}

/** Shown while it is rendered. */
export function ValueDrawer({ shown, onClose }: { shown: ShownValue; onClose: () => void }) {
  const t = useMessages();
  const { id, key, value } = shown;
  const tree = Array.isArray(value) || isMapping(value);
  const text = typeof value === "string" ? value : writeExact(value, 2);
  return (
    <Dialog title={key} onClose={onClose}>
      <p className="-mt-3 text-[0.93rem] break-all text-muted">{id}</p>
      <div
        className="max-h-[60vh] overflow-auto rounded-md border border-line bg-sunken p-3"
        tabIndex={0}
        role="region"
        aria-label={t.grid.value}
      >
        {tree ? (
          <ValueTree value={value} />
        ) : (
          <p className="font-mono text-[0.93rem] break-words whitespace-pre-wrap">{text}</p>
        )}
      </div>
      <div className="flex justify-end">
        <CopyButton wide text={() => text} label={t.grid.copyValue} />
      </div>
    </Dialog>
  );
}
