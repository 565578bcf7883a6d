/** Adds actions to the registry while a component is shown. The list must be memoised. */
import { useEffect } from "react";
import { type Action, actions, type KeyLine } from "../lib/actions.ts";

/** Offer actions in the palette, by shortcut and in the `?` sheet. */
export function useActions(list: readonly Action[]): void {
  useEffect(() => actions.add(list), [list]);
}

const NO_ACTIONS: readonly [] = [];

/** Tells the `?` sheet which keys something on the page answers itself. The list must be memoised. */
export function useKeyLines(lines: readonly KeyLine[]): void {
  useEffect(() => actions.add(NO_ACTIONS, lines), [lines]);
}
