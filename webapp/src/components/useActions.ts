/** Adds actions to the registry while a component is shown. The list must be memoised. */
import { useEffect } from "react";
import { actions, type Action } from "../lib/actions.ts";

/** Offer actions in the palette, by shortcut and in the `?` sheet. */
export function useActions(list: readonly Action[]): void {
  useEffect(() => actions.add(list), [list]);
}
