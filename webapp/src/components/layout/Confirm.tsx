/** A button that asks once, in its own place, before it acts. The focus stays with the question, and comes back after a no. */
import { useState } from "react";
import { Button } from "../controls/Button.tsx";

export interface ConfirmProps {
  /** What the button says, and what it is called for those who do not see around it. */
  label: string;
  name: string;
  question: string;
  keep: string;
  /** What the second press says, where the first one's words would be taken for the way out. */
  yes?: string;
  disabled?: boolean;
  onConfirm: () => void;
}

/** Press, then press again. */
export function Confirm({
  label,
  name,
  question,
  keep,
  yes = label,
  disabled = false,
  onConfirm,
}: ConfirmProps) {
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
    <span
      role="group"
      aria-label={name}
      className="inline-flex items-center justify-end gap-1.5 max-sm:flex-wrap"
    >
      <span className="text-muted">{question}</span>
      <Button autoFocus look="danger" disabled={disabled} onClick={onConfirm}>
        {yes}
      </Button>
      <Button onClick={() => setAsking(false)}>{keep}</Button>
    </span>
  );
}
