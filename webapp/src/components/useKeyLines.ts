/** Tells the `?` sheet which keys something on the page answers itself. The list must be memoised. */
import { useEffect } from "react";
import { actions, type KeyLine } from "../lib/actions.ts";

const NO_ACTIONS: readonly [] = [];

/** List them while a component is shown. */
export function useKeyLines(lines: readonly KeyLine[]): void {
  useEffect(() => actions.add(NO_ACTIONS, lines), [lines]);
}
