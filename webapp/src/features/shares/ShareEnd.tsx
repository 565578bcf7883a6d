/** When a share ends, in red once it has; the moment itself is in the title. */
import { Link2, User } from "lucide-react";
import type { Part } from "../../api/types.ts";
import { Badge } from "../../components/layout/Badge.tsx";
import { useLocale, useMessages } from "../../i18n/messages.ts";
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

/** What a share shows, a word for each part. */
export function ShareParts({ sees }: { sees: readonly Part[] }) {
  const t = useMessages();
  return (
    <span className="[&>*+*]:ml-1">
      {sees.map((part) => (
        <Badge key={part}>{t.share.part[part]}</Badge>
      ))}
    </span>
  );
}

interface ShareWhomProps {
  /** Null is the holder of the link. */
  login: string | null;
  bound: boolean;
}

/** Whom a share is for: a link or a login, and whether that login was ever here. */
export function ShareWhom({ login, bound }: ShareWhomProps) {
  const t = useMessages();
  const Icon = login === null ? Link2 : User;
  return (
    <span>
      <span className="mr-1.5 inline-flex max-w-full items-center gap-1.5 font-medium">
        <Icon aria-hidden size={15} className="shrink-0 text-muted" />
        {login ?? t.share.link}
      </span>
      {!bound && (
        <Badge tone="warn" title={t.share.waitingHint}>
          {t.share.waiting}
        </Badge>
      )}
    </span>
  );
}
