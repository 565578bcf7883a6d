/** A box that says whether something is shown: yes, no, or in part. Display only. */
import { Check, Minus } from "lucide-react";

/** The box of a line. */
export function CheckMark({ checked }: { checked: boolean | "mixed" }) {
  const filled = checked !== false;
  return (
    <span
      aria-hidden
      data-check
      className={`flex size-4 shrink-0 items-center justify-center rounded-xs border ${filled ? "border-transparent bg-accent-fill text-on-accent" : "border-edge"}`}
    >
      {checked === true && <Check size={12} strokeWidth={3} />}
      {checked === "mixed" && <Minus size={12} strokeWidth={3} />}
    </span>
  );
}
