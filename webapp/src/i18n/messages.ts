/**
 * The shape of the words and the way to them: `const t = useMessages()`. One language is loaded at a time.
 */
import { createContext, useContext } from "react";
import type { Language } from "../lib/storage/preferences.ts";
import type { en } from "./en.ts";

export type Messages = typeof en;

export interface Locale {
  language: Language;
  messages: Messages;
}

export const LocaleContext = createContext<Locale | null>(null);

/** Load the words of a language. */
export async function loadMessages(language: Language): Promise<Messages> {
  return language === "ko" ? (await import("./ko.ts")).ko : (await import("./en.ts")).en;
}

/** The words in the language of the page. */
export function useMessages(): Messages {
  return useLocale().messages;
}

/** The language of the page, for Intl, with its words. */
export function useLocale(): Locale {
  const locale = useContext(LocaleContext);
  if (locale === null) throw new Error("useLocale needs a LocaleProvider above");
  return locale;
}
