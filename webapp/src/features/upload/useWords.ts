/** The words of the upload page beside all others: loaded with it, not with the table. */
import { useMemo } from "react";
import { uploading as en } from "../../i18n/en/uploading.ts";
import { uploading as ko } from "../../i18n/ko/uploading.ts";
import { useLocale, type Messages } from "../../i18n/messages.ts";

export type Words = Messages & { uploading: typeof en };

/** The words in the language of the page. */
export function useWords(): Words {
  const { language, messages } = useLocale();
  return useMemo(() => ({ ...messages, uploading: language === "ko" ? ko : en }), [language, messages]);
}
