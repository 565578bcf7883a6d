/** A button that asks once, in its own place, before it acts. The focus stays with the question, and comes back after a no. */
import { useState } from "react";
import { Button } from "./Button.tsx";

export interface ConfirmProps {
  /** What the button says, and what it is called for those who do not see around it. */
  label: string;
  name: string;
  question: string;
  keep: string;
  disabled?: boolean;
  onConfirm: () => void;
}

/** Press, then press again. */
export function Confirm({ label, name, question, keep, disabled = false, onConfirm }: ConfirmProps) {
  // Null until it was asked: a button that only now is there must not take the focus.
  const [asking, setAsking] = useState<boolean | null>(null);
  if (!asking) {
    return (
      <Button
        aria-label={name}
        autoFocus={asking === false}
        disabled={disabled}
        onClick={() => setAsking(true)}
      >
        {label}
      </Button>
    );
  }
  return (
    <span role="group" aria-label={name} className="inline-flex flex-wrap items-center justify-end gap-1.5">
      <span className="text-muted">{question}</span>
      <Button autoFocus look="danger" disabled={disabled} onClick={onConfirm}>
        {label}
      </Button>
      <Button onClick={() => setAsking(false)}>{keep}</Button>
    </span>
  );
}
