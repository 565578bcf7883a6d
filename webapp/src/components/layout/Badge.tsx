/** A word in a small box whose colour only repeats what the word says. */
import type { ReactNode } from "react";

const TONES = {
  neutral: "bg-sunken text-muted border-line",
  accent: "bg-accent-soft text-accent border-transparent",
  good: "bg-good-soft text-good border-transparent",
  warn: "bg-warn-soft text-warn border-transparent",
  bad: "bg-bad-soft text-bad border-transparent",
};

export type Tone = keyof typeof TONES;

const STATE_TONES: Record<string, Tone> = {
  trained: "good",
  finished: "good",
  verified: "good",
  training: "accent",
  interrupted: "warn",
  failed: "bad",
  public: "accent",
  uploaded: "neutral",
  corrupt: "bad",
};

/** The tone of a state of a model or a checkpoint. */
export function toneOf(state: string): Tone {
  return STATE_TONES[state] ?? "neutral";
}

/** One word. */
export function Badge({
  tone = "neutral",
  title,
  children,
}: {
  tone?: Tone;
  title?: string;
  children: ReactNode;
}) {
  return (
    <span
      title={title}
      className={`inline-flex items-center gap-1 rounded-full border px-2 py-px text-[0.86rem] leading-snug whitespace-nowrap ${TONES[tone]}`}
    >
      {children}
    </span>
  );
}
