/** The words of a model's page that load with it, not with the table. */
import { card as en } from "../../i18n/en/card.ts";
import { card as ko } from "../../i18n/ko/card.ts";
import { useLocale } from "../../i18n/messages.ts";

/** The words in the language of the page. */
export function useCardWords(): typeof en {
  return useLocale().language === "ko" ? ko : en;
}
