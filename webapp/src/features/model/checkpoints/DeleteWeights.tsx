/** Asks before the bytes of a checkpoint go, and says what stays. */
import { useBringBack, useDeleteWeights } from "../../../api/checkpoints.ts";
import { useLocale } from "../../../i18n/messages.ts";
import { formatBytes } from "../../../lib/format/format.ts";
import type { OfCheckpoint } from "./CheckpointActs.tsx";
import { SureDialog } from "./SureDialog.tsx";
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
