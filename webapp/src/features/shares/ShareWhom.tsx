/** Whom a share is for: a link or a login, and whether that login was ever here. */
import { Link2, User } from "lucide-react";
import { useMessages } from "../../i18n/messages.ts";
import { Badge } from "../../components/layout/Badge.tsx";

export interface ShareWhomProps {
  /** Null is whoever has the link. */
  login: string | null;
  bound: boolean;
}

/** With its sign. */
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
