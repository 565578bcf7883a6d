/** Says that an unsaved text was found here, and lets it go. */
import { useLocale } from "../../../i18n/messages.ts";
import { formatRelative } from "../../../lib/format/format.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { useCardWords } from "../useCardWords.ts";

/** One line above the text. */
export function DraftNote({ at, onDiscard }: { at: number; onDiscard: () => void }) {
  const words = useCardWords().readme;
  const { language } = useLocale();
  return (
    <div
      role="status"
      className="flex flex-wrap items-center justify-between gap-2 rounded-md border border-line bg-accent-soft px-3 py-1.5"
    >
      <span>{words.draft(formatRelative(new Date(at).toISOString(), language))}</span>
      <Button onClick={onDiscard}>{words.discard}</Button>
    </div>
  );
}
