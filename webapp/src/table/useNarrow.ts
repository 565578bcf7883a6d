/** Whether the screen is too narrow for columns that stay in place, or a phone's. Nothing else may depend on the screen here. */
import { useSyncExternalStore } from "react";

const NARROW = followed("(max-width: 44rem)");
const PHONE = followed("(max-width: 27rem)");

function followed(query: string) {
  return {
    subscribe: (changed: () => void) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    read: () => window.matchMedia(query).matches,
  };
}

/** Follow the width of the screen. */
export function useNarrow(how: "narrow" | "phone" = "narrow"): boolean {
  const { subscribe, read } = how === "phone" ? PHONE : NARROW;
  return useSyncExternalStore(subscribe, read);
}
