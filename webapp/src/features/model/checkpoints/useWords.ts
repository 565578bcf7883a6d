/** The words about checkpoints and files beside all others: loaded with a model's page, not with the table. */
import { useMemo } from "react";
import { content as en } from "../../../i18n/en/content.ts";
import { content as ko } from "../../../i18n/ko/content.ts";
import { useLocale, type Messages } from "../../../i18n/messages.ts";

export type Words = Messages & { content: typeof en };

/** The words in the language of the page. */
export function useWords(): Words {
  const { language, messages } = useLocale();
  return useMemo(() => ({ ...messages, content: language === "ko" ? ko : en }), [language, messages]);
}
