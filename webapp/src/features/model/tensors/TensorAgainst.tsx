/** Names the checkpoint to compare tensors with: one of the same model from the list, or any model by its ID. */
import { useId, useState, type FormEvent } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { INPUT } from "../../../components/controls/TextField.tsx";
import { useMessages } from "../../../i18n/messages.ts";

export interface TensorAgainstProps {
  /** What is compared with now: an ID, or ID@label. */
  against: string | undefined;
  /** Other checkpoints of this model, as ID@label. */
  labels: readonly string[];
  onChange: (other: string | undefined) => void;
}

/** A line to type or choose in. */
export function TensorAgainst({ against, labels, onChange }: TensorAgainstProps) {
  const t = useMessages();
  const id = useId();
  const [text, setText] = useState(against ?? "");
  function submit(event: FormEvent): void {
    event.preventDefault();
    const wanted = text.trim();
    onChange(wanted === "" ? undefined : wanted);
  }
  return (
    <form onSubmit={submit} className="flex min-w-0 grow flex-wrap items-center gap-2">
      <label htmlFor={id}>{t.weights.compare}</label>
      <input
        id={id}
        list={`${id}-list`}
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder={t.weights.compareHint}
        autoComplete="off"
        spellCheck={false}
        className={`${INPUT} max-w-md grow basis-52`}
      />
      <datalist id={`${id}-list`}>
        {labels.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <Button type="submit">{t.weights.compareDo}</Button>
      {against !== undefined && (
        <Button
          look="quiet"
          onClick={() => {
            setText("");
            onChange(undefined);
          }}
        >
          {t.weights.compareStop}
        </Button>
      )}
    </form>
  );
}
