/** Theme and language as commands of the palette. */
import { useMemo } from "react";
import { useActions } from "../components/useActions.ts";
import { useMessages } from "../i18n/messages.ts";
import { preferences, type Theme } from "../lib/storage/preferences.ts";

const THEMES: Theme[] = ["system", "light", "dark"];

/** Offer every theme and language. */
export function usePreferenceActions(): void {
  const t = useMessages();
  const offered = useMemo(() => {
    const group = t.app.groups.view;
    const themes = THEMES.map((theme) => ({
      id: `theme-${theme}`,
      label: `${t.app.theme}: ${t.app.themes[theme]}`,
      group,
      run: () => preferences.set({ theme }),
    }));
    const languages = [
      {
        id: "language-en",
        label: "Language: English",
        group,
        run: () => preferences.set({ language: "en" }),
      },
      { id: "language-ko", label: "언어: 한국어", group, run: () => preferences.set({ language: "ko" }) },
    ];
    return [...themes, ...languages];
  }, [t]);
  useActions(offered);
}
