/**
 * What was asked for, shown before it is so: a press is answered in the next frame by the part that was pressed, and
 * what follows from it, which takes longer to draw, comes after that frame.
 */
import { useCallback, useEffect, useRef, useState } from "react";

/** How what is asked for follows from what is there by then. */
export type Step<T> = (before: T) => T;

/** The value that holds, or what the steps that were asked for since make of it; and how to ask for a step. */
export function useAhead<T>(settled: T, apply: (step: Step<T>) => void): [T, (step: Step<T>) => void] {
  const [asked, setAsked] = useState({ settled, value: settled });
  const latest = useRef(apply);
  useEffect(() => {
    latest.current = apply;
  }, [apply]);
  // What comes from elsewhere since then is what counts.
  const value = asked.settled === settled ? asked.value : settled;
  const ask = useCallback(
    (step: Step<T>) => {
      setAsked((old) => ({ settled, value: step(old.settled === settled ? old.value : settled) }));
      afterPaint(() => latest.current(step));
    },
    [settled],
  );
  return [value, ask];
}

const PRESSES = ["pointerdown", "keydown"] as const;

/** Doing something once the page has been drawn, so that it does not hold up what is seen. */
export function afterPaint(run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const frame = requestAnimationFrame(() => {
    timer = setTimeout(act);
  });
  for (const press of PRESSES) window.addEventListener(press, act, true);
  function stop(): void {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    for (const press of PRESSES) window.removeEventListener(press, act, true);
  }
  function act(): void {
    stop();
    run();
  }
  return stop;
}
