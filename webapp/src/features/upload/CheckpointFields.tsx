/** What is said about the checkpoint: label, step, metrics. All of it may be left out. */
import { useId, useSyncExternalStore } from "react";
import { INPUT, TextField } from "../../components/controls/TextField.tsx";
import { desk } from "./uploadState.ts";
import { useWords } from "./useWords.ts";

export interface CheckpointFieldsProps {
  stepWrong: boolean;
  /** The line that cannot be read. */
  metricsWrong: string | null;
}

/** A card beside the form. */
export function CheckpointFields({ stepWrong, metricsWrong }: CheckpointFieldsProps) {
  const words = useWords().uploading;
  const id = useId();
  const { form } = useSyncExternalStore(desk.subscribe, desk.get);
  return (
    <section aria-labelledby={`${id}-head`} className="flex flex-col gap-2.5 border-t border-line pt-3.5">
      <h2 id={`${id}-head`} className="font-semibold">
        {words.checkpoint}
      </h2>
      <div className="grid grid-cols-2 items-start gap-2">
        <TextField
          label={words.label}
          help={words.labelHelp}
          placeholder="last"
          maxLength={64}
          value={form.label}
          onChange={(event) => desk.set({ label: event.target.value })}
        />
        <TextField
          label={words.step}
          inputMode="numeric"
          error={stepWrong ? words.stepWrong : null}
          value={form.step}
          onChange={(event) => desk.set({ step: event.target.value })}
        />
      </div>
      {form.label !== "" && (
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={form.move}
            onChange={(event) => desk.set({ move: event.target.checked })}
            className="size-4 shrink-0 accent-accent-fill"
          />
          {words.move}
        </label>
      )}
      <div className="flex flex-col gap-1">
        <label htmlFor={`${id}-metrics`} className="font-medium">
          {words.metrics}
        </label>
        <textarea
          id={`${id}-metrics`}
          rows={2}
          spellCheck={false}
          placeholder="top1=76.1"
          aria-describedby={`${id}-told`}
          aria-invalid={metricsWrong === null ? undefined : true}
          value={form.metrics}
          onChange={(event) => desk.set({ metrics: event.target.value })}
          className={`${INPUT} resize-y py-1.5 font-mono text-[0.93rem] ${metricsWrong === null ? "" : "border-bad"}`}
        />
        <p
          id={`${id}-told`}
          className={`text-[0.93rem] ${metricsWrong === null ? "text-muted" : "text-bad"}`}
        >
          {metricsWrong === null ? words.metricsHelp : words.metricsWrong(metricsWrong)}
        </p>
      </div>
    </section>
  );
}
