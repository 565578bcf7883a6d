/** Whether the screen is too narrow for columns that stay in place, or a phone's. Nothing else may depend on the screen here. */
import { useSyncExternalStore } from "react";

const NARROW = followed("(max-width: 44rem)");
const PHONE = followed("(max-width: 27rem)");

function followed(query: string) {
  // Asked for once: it is read whenever a table is drawn.
  let known: MediaQueryList | undefined;
  const media = (): MediaQueryList => (known ??= window.matchMedia(query));
  return {
    subscribe: (changed: () => void) => {
      media().addEventListener("change", changed);
      return () => media().removeEventListener("change", changed);
    },
    read: () => media().matches,
  };
}

/** Follow the width of the screen. */
export function useNarrow(how: "narrow" | "phone" = "narrow"): boolean {
  const { subscribe, read } = how === "phone" ? PHONE : NARROW;
  return useSyncExternalStore(subscribe, read);
}
