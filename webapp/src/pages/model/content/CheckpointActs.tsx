/** The button that opens what can be done to one checkpoint, and the dialogs that follow from it. */
import { Ellipsis } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import type { Checkpoint } from "../../../api/types.ts";
import { Button } from "../../../components/Button.tsx";
import type { CheckpointAct } from "./CheckpointMenu.tsx";
import { useWords } from "./useWords.ts";

const CheckpointMenu = lazy(async () => ({
  default: (await import("./CheckpointMenu.tsx")).CheckpointMenu,
}));
const ChangeLabel = lazy(async () => ({ default: (await import("./ChangeLabel.tsx")).ChangeLabel }));
const DeleteWeights = lazy(async () => ({ default: (await import("./DeleteWeights.tsx")).DeleteWeights }));
const DeleteCheckpoint = lazy(async () => ({
  default: (await import("./DeleteCheckpoint.tsx")).DeleteCheckpoint,
}));

const DIALOGS = { label: ChangeLabel, weights: DeleteWeights, checkpoint: DeleteCheckpoint };

export interface OfCheckpoint {
  model: string;
  checkpoint: Checkpoint;
  /** All of the model, latest first. */
  all: readonly Checkpoint[];
  onClose: () => void;
}

/** A button at the end of a row. */
export function CheckpointActs({ model, checkpoint, all }: Omit<OfCheckpoint, "onClose">) {
  const words = useWords().content;
  const trigger = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState<"menu" | CheckpointAct | null>(null);
  const Dialog = open === null || open === "menu" ? null : DIALOGS[open];
  const close = (): void => {
    setOpen(null);
    // The row that is acted on may be gone; else the focus goes back to where it was.
    trigger.current?.focus();
  };
  return (
    <>
      <Button
        ref={trigger}
        look="quiet"
        square
        aria-haspopup="menu"
        aria-expanded={open === "menu"}
        aria-label={words.acts(checkpoint.label)}
        onClick={() => setOpen("menu")}
      >
        <Ellipsis aria-hidden size={16} />
      </Button>
      <Suspense>
        {open === "menu" && (
          <CheckpointMenu
            checkpoint={checkpoint}
            trigger={trigger}
            onAct={setOpen}
            onClose={() => setOpen(null)}
          />
        )}
        {Dialog && <Dialog model={model} checkpoint={checkpoint} all={all} onClose={close} />}
      </Suspense>
    </>
  );
}
