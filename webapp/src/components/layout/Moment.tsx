/** A moment as how long ago it is; the exact one is told to the pointer that rests on it. */
import { useLocale } from "../../i18n/messages.ts";
import { formatMoment, formatRelative } from "../../lib/format/format.ts";

/** `iso` as the server gives it. */
export function Moment({ iso }: { iso: string }) {
  const { language } = useLocale();
  return (
    <time dateTime={iso} title={formatMoment(iso, language)}>
      {formatRelative(iso, language)}
    </time>
  );
}
