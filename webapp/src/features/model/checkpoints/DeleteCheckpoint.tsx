/** Asks before a checkpoint goes to the trash. */
import { useBringBack, useDeleteCheckpoint } from "../../../api/checkpoints.ts";
import { useLocale } from "../../../i18n/messages.ts";
import { formatBytes } from "../../../lib/format/format.ts";
import type { OfCheckpoint } from "./CheckpointActs.tsx";
import { SureDialog } from "./SureDialog.tsx";
import { useWords } from "./useWords.ts";

/** Shown while it is rendered. */
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
