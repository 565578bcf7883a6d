/**
 * What is shown, as the panel was told last: a press is answered in the next frame, and the table, which takes longer to
 * draw, follows after it.
 */
import { useEffect, useRef, useState } from "react";
import { afterPaint } from "../../../lib/afterPaint.ts";

/** The columns of the address, or those that were asked for since; and how to ask for others. */
export function useShown(
  settled: readonly string[],
  apply: (columns: readonly string[]) => void,
): [readonly string[], (columns: readonly string[]) => void] {
  const [asked, setAsked] = useState({ settled, columns: settled });
  const cancel = useRef(() => {});
  const latest = useRef(apply);
  useEffect(() => {
    latest.current = apply;
  }, [apply]);
  function ask(columns: readonly string[]): void {
    setAsked({ settled, columns });
    cancel.current();
    cancel.current = afterPaint(() => latest.current(columns));
  }
  // What comes from elsewhere since then is what counts.
  return [asked.settled === settled ? asked.columns : settled, ask];
}
