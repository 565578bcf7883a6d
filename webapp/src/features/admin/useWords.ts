/** The words of administration beside all others: loaded with its pages, not with the table. */
import { useMemo } from "react";
import { admin as en } from "../../i18n/en/admin.ts";
import { admin as ko } from "../../i18n/ko/admin.ts";
import { useLocale, type Messages } from "../../i18n/messages.ts";

export type Words = Messages & { admin: typeof en };

/** The words in the language of the page. */
export function useWords(): Words {
  const { language, messages } = useLocale();
  return useMemo(() => ({ ...messages, admin: language === "ko" ? ko : en }), [language, messages]);
}
