/** Gives a checkpoint another label; taking one over from another checkpoint is said before it is done. */
import { useState, type FormEvent } from "react";
import { useRelabel, useUnlabel } from "../../../api/checkpoints.ts";
import type { Checkpoint } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { Dialog } from "../../../components/layout/Dialog.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { TextField } from "../../../components/controls/TextField.tsx";
import { toasts } from "../../../lib/toasts.ts";
import type { OfCheckpoint } from "./CheckpointActs.tsx";
import { useWords, type Words } from "./useWords.ts";

const HASH = 12;

/** Shown while it is rendered. */
export function ChangeLabel({ model, checkpoint, all, onClose }: OfCheckpoint) {
  const words = useWords().content;
  const relabel = useRelabel(model);
  const unlabel = useUnlabel(model);
  const bare = isBare(checkpoint);
  const [label, setLabel] = useState(bare ? "" : checkpoint.label);
  const wanted = label.trim();
  const same = wanted === checkpoint.label;
  const wrong = wanted === "" || same ? null : mistake(wanted, words);
  const holder = all.find((one) => one.label === wanted && one.id !== checkpoint.id);

  async function undo(): Promise<void> {
    try {
      if (holder) await relabel.mutateAsync({ checkpoint: holder.id, label: wanted, move: true });
      // Giving the label back has left a checkpoint that had none before without one.
      if (!bare)
        await relabel.mutateAsync({ checkpoint: checkpoint.id, label: checkpoint.label, move: false });
      else if (!holder) await unlabel.mutateAsync(checkpoint.id);
      toasts.show(words.undone(checkpoint.label));
    } catch (error) {
      toasts.show(error instanceof Error ? error.message : String(error), "bad");
    }
  }

  const back = { label: words.undo, run: () => void undo() };

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (wanted === "" || same || wrong !== null) return;
    const move = holder !== undefined;
    relabel.mutate(
      { checkpoint: checkpoint.id, label: wanted, move },
      {
        onSuccess: () => {
          toasts.show(move ? words.label.moved(wanted) : words.label.done(wanted), "good", back);
          onClose();
        },
      },
    );
  }

  function takeAway(): void {
    unlabel.mutate(checkpoint.id, {
      onSuccess: () => {
        toasts.show(words.label.removed(checkpoint.label), "good", back);
        onClose();
      },
    });
  }

  return (
    <Dialog
      title={words.label.title(bare ? words.label.hash(checkpoint.label) : checkpoint.label)}
      onClose={onClose}
    >
      {relabel.isError && <ErrorNotice error={relabel.error} />}
      {unlabel.isError && <ErrorNotice error={unlabel.error} />}
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          autoFocus
          label={words.label.field}
          help={same ? words.label.same : words.label.help}
          error={wrong}
          maxLength={64}
          value={label}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setLabel(event.target.value)}
        />
        {holder && (
          <p role="status" className="rounded-md border border-warn bg-warn-soft p-3">
            {words.label.taken(wanted, holder.hash.slice(0, HASH))}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          {!bare && (
            <Button look="quiet" className="mr-auto" disabled={unlabel.isPending} onClick={takeAway}>
              {words.label.remove}
            </Button>
          )}
          <Cancel onClose={onClose} />
          <Button
            type="submit"
            look="primary"
            disabled={wanted === "" || same || wrong !== null || relabel.isPending}
          >
            {holder ? words.label.move : words.label.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Cancel({ onClose }: { onClose: () => void }) {
  const t = useWords();
  return <Button onClick={onClose}>{t.app.cancel}</Button>;
}

/** A checkpoint whose label was moved away stands under the beginning of its hash. */
function isBare({ label, hash }: Checkpoint): boolean {
  return label === hash.slice(0, HASH);
}

function mistake(label: string, words: Words["content"]): string | null {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(label)) return words.label.wrong;
  return /^[0-9a-fA-F]{12,}$/.test(label) ? words.label.likeHash : null;
}
