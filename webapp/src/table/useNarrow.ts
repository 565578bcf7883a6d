/** Whether the screen is too narrow for columns that stay in place. Nothing else may depend on the screen here. */
import { useSyncExternalStore } from "react";

const QUERY = "(max-width: 44rem)";

function subscribe(changed: () => void): () => void {
  const media = window.matchMedia(QUERY);
  media.addEventListener("change", changed);
  return () => media.removeEventListener("change", changed);
}

/** Follow the width of the screen. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(QUERY).matches);
}
