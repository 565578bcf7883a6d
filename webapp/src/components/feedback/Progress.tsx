/** How far something is, as a bar with its words. The words are the value, so that the bar need not be seen. */
import { useEffect, useRef } from "react";

export interface ProgressProps {
  label: string;
  done: number;
  /** Null while it is unknown. */
  total: number | null;
  text: string;
}

/** A thin bar. */
export function Progress({ label, done, total, text }: ProgressProps) {
  const bar = useRef<HTMLSpanElement>(null);
  const share = total === null || total === 0 ? 0 : Math.min(1, done / total);
  useEffect(() => {
    bar.current?.style.setProperty("width", `${share * 100}%`);
  }, [share]);
  return (
    <div className="flex flex-col gap-1.5">
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={total ?? undefined}
        aria-valuenow={total === null ? undefined : done}
        aria-valuetext={text}
        className="h-1.5 overflow-hidden rounded-full border border-line bg-sunken"
      >
        <span
          ref={bar}
          className={`block h-full rounded-full bg-accent-fill transition-[width] ${total === null ? "skeleton w-1/3" : ""}`}
        />
      </div>
      <span className="text-[0.93rem] text-muted tabular-nums">{text}</span>
    </div>
  );
}
