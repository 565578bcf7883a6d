/** What can be done to one checkpoint, behind a button, and the dialogs that follow from it. */
import { Eraser, Tag, Trash2 } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import type { Checkpoint } from "../../../api/types.ts";
import { ActsButton } from "../../../components/controls/ActsButton.tsx";
import { useWords } from "./useWords.ts";

const ChangeLabel = lazy(async () => ({ default: (await import("./ChangeLabel.tsx")).ChangeLabel }));
const DeleteWeights = lazy(async () => ({ default: (await import("./DeleteWeights.tsx")).DeleteWeights }));
const DeleteCheckpoint = lazy(async () => ({
  default: (await import("./DeleteWeights.tsx")).DeleteCheckpoint,
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
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState<keyof typeof DIALOGS | null>(null);
  const Dialog = open && DIALOGS[open];
  const close = (): void => {
    setOpen(null);
    // The row that is acted on may be gone; else the focus goes back to where it was.
    button.current?.focus();
  };
  const weights = { id: "weights" as const, label: words.deleteWeights, icon: Eraser };
  const acts = [
    { id: "label" as const, label: words.change, icon: Tag },
    ...(checkpoint.state === "weights_deleted" ? [] : [weights]),
    { id: "checkpoint" as const, label: words.deleteCheckpoint, icon: Trash2 },
  ];
  return (
    <>
      <ActsButton
        label={words.acts(checkpoint.label)}
        acts={acts}
        button={button}
        onAct={setOpen}
        look="quiet"
      />
      <Suspense>
        {Dialog && <Dialog model={model} checkpoint={checkpoint} all={all} onClose={close} />}
      </Suspense>
    </>
  );
}
