/** Whether the panel of columns is open, since when keys are new in it, and where the focus goes when it closes. */
import { useCallback, useRef, useState } from "react";
import { useNewKeys } from "./useNewKeys.ts";

/** The state of the panel and its button; `ready` once the table itself is there. */
export function useColumnPanel(ready: boolean) {
  const keys = useNewKeys(ready);
  const [since, setSince] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = useCallback(() => {
    setSince(null);
    // Focus must not stay on what is no longer there.
    button.current?.focus();
  }, []);
  function toggle(): void {
    if (since !== null) return close();
    setSince(keys.since);
    keys.look();
  }
  return { keys, since, button, close, toggle };
}
