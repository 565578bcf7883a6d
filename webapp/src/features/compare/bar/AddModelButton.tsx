/** Opens the search for one more model. */
import { Plus } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { useMessages } from "../../../i18n/messages.ts";

const AddModel = lazy(async () => ({ default: (await import("./AddModel.tsx")).AddModel }));

export interface AddModelButtonProps {
  ids: readonly string[];
  onAdd: (id: string) => void;
}

/** The button and, while open, the search. */
export function AddModelButton({ ids, onAdd }: AddModelButtonProps) {
  const t = useMessages();
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button ref={trigger} aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(true)}>
        <Plus aria-hidden size={15} />
        {t.diff.addModel}
      </Button>
      {open && (
        <Suspense>
          <AddModel ids={ids} trigger={trigger} onAdd={onAdd} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
