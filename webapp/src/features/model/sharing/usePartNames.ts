/** The parts of a model in a sentence: `Card, Args, and Weights`. */
import type { Part } from "../../../api/types.ts";
import { useLocale } from "../../../i18n/messages.ts";

/** What writes a list of parts in the language of the page. */
export function usePartNames(): (sees: readonly Part[]) => string {
  const { language, messages } = useLocale();
  return (sees) => new Intl.ListFormat(language).format(sees.map((part) => messages.share.part[part]));
}
