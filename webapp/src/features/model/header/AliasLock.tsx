/** Whether an alias is protected: a lock beside its name, which an Admin closes and opens. */
import { Lock, LockOpen } from "lucide-react";
import { useCardWords } from "../useCardWords.ts";

export interface AliasLockProps {
  alias: string;
  closed: boolean;
  /** Absent for who may not change it. */
  onToggle?: (() => void) | undefined;
}

/** A sign, or a button. */
export function AliasLock({ alias, closed, onToggle }: AliasLockProps) {
  const words = useCardWords().aliases;
  const Sign = closed ? Lock : LockOpen;
  if (!onToggle) {
    return (
      <span title={words.hint}>
        <Sign aria-hidden size={12} />
        <span className="sr-only">{words.isProtected}</span>
      </span>
    );
  }
  return (
    <button
      type="button"
      aria-pressed={closed}
      aria-label={words.protect(alias)}
      title={closed ? words.hint : words.offer}
      className={`-mr-1 grid size-6 place-items-center rounded-full hover:text-text ${closed ? "" : "opacity-70"}`}
      onClick={onToggle}
    >
      <Sign aria-hidden size={12} />
    </button>
  );
}
