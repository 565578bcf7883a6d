/** Listens for the shortcuts of the registered actions. The only key listener of the whole window. */
import { useEffect } from "react";
import { actions } from "../lib/actions.ts";
import { preferences } from "../lib/storage/preferences.ts";
import { matches, takesLetters } from "../lib/shortcuts.ts";

const OVERLAY = '[role="dialog"], [role="alertdialog"], [role="menu"]';

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.repeat) return;
  const action = actions.list().find((one) => one.shortcut !== undefined && matches(one.shortcut, event));
  if (action?.shortcut === undefined) return;
  if (event.target instanceof Element && event.target.closest(OVERLAY)) return;
  const single = !action.shortcut.startsWith("Mod+");
  if (single && (takesLetters(event.target) || !preferences.get().singleKeys)) return;
  event.preventDefault();
  action.run();
}

/** Run actions by their shortcuts. */
export function useShortcuts(): void {
  useEffect(() => {
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}
