/** The preferences of this browser as React sees them. */
import { useSyncExternalStore } from "react";
import { preferences, type Preferences } from "../lib/storage/preferences.ts";

/** Follow the preferences. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(preferences.subscribe, preferences.get);
}
