/** The words, the theme and the kit's language of the whole app, as the preferences say. Holds no other state. */
import { useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { LocaleContext, loadMessages, type Locale } from "../i18n/messages.ts";
import { preferences } from "../lib/storage/preferences.ts";

const KIT_LOCALES = { en: "en-US", ko: "ko-KR" };

/** Shows nothing until the words of the language are there. */
export function LocaleProvider({ children }: { children: ReactNode }) {
  const { language, theme } = useSyncExternalStore(preferences.subscribe, preferences.get);
  const [locale, setLocale] = useState<Locale | null>(null);
  useEffect(() => {
    let wanted = true;
    async function load(): Promise<void> {
      const messages = await loadMessages(language);
      if (!wanted) return;
      document.documentElement.lang = language;
      setLocale({ language, messages });
    }
    void load();
    return () => {
      wanted = false;
    };
  }, [language]);
  useEffect(() => {
    const root = document.documentElement;
    if (theme === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = theme;
  }, [theme]);
  if (locale === null) return null;
  return (
    <LocaleContext.Provider value={locale}>
      <I18nProvider locale={KIT_LOCALES[locale.language]}>{children}</I18nProvider>
    </LocaleContext.Provider>
  );
}
