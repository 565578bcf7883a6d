/** When a share ends, in red once it has; the moment itself is in the title. */
import { useLocale } from "../../i18n/messages.ts";
import { formatMoment, formatRelative, isPast } from "../../lib/format/format.ts";

export interface ShareEndProps {
  /** Null is never. */
  at: string | null;
  /** As part of a sentence, rather than under a heading that says what it is. */
  said?: boolean;
}

/** `in 30 days`, or `ends in 30 days`. */
export function ShareEnd({ at, said = false }: ShareEndProps) {
  const { messages, language } = useLocale();
  const words = messages.share;
  if (at === null) return <span>{said ? words.endsNever : words.never}</span>;
  const ended = isPast(at);
  const when = formatRelative(at, language);
  return (
    <span className={ended ? "text-bad" : ""} title={formatMoment(at, language)}>
      {ended ? words.ended : said ? words.ends(when) : when}
    </span>
  );
}
