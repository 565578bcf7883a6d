/** One browser in which one is signed in. */
import { Monitor, Smartphone } from "lucide-react";
import { useEndSession, type Session } from "../../api/account.ts";
import { Badge } from "../../components/layout/Badge.tsx";
import { Button } from "../../components/controls/Button.tsx";
import { useLocale } from "../../i18n/messages.ts";
import { readAgent } from "./agent.ts";
import { formatMoment, formatRelative } from "../../lib/format/format.ts";
import { toasts } from "../../lib/toasts.ts";

/** A line of the list. */
export function SessionRow({ session }: { session: Session }) {
  const { messages, language } = useLocale();
  const words = messages.access.sessions;
  const end = useEndSession();
  const agent = readAgent(session.agent);
  const browser = agent.browser ?? words.unknown;
  const name = agent.system === null ? browser : words.agent(browser, agent.system);
  const Icon = agent.mobile ? Smartphone : Monitor;
  return (
    <li className="flex flex-wrap items-center gap-x-3.5 gap-y-2 px-4 py-3">
      <Icon aria-hidden size={19} className="shrink-0 text-faint" />
      <div className="min-w-48 grow">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium" title={session.agent}>
            {name}
          </span>
          {session.current && <Badge tone="good">{words.current}</Badge>}
        </p>
        <p className="flex flex-wrap gap-x-1.5 text-[0.93rem] text-muted">
          {session.address !== "" && <code className="font-mono">{session.address}</code>}
          <span title={formatMoment(session.seen_at, language)}>
            {session.address !== "" && "· "}
            {words.seen(formatRelative(session.seen_at, language))}
          </span>
          <span title={formatMoment(session.created_at, language)}>
            · {words.since(formatRelative(session.created_at, language))}
          </span>
        </p>
      </div>
      {!session.current && (
        <Button
          aria-label={words.endOf(name)}
          disabled={end.isPending}
          onClick={() => end.mutate(session.id, { onSuccess: () => toasts.show(words.ended(name)) })}
        >
          {words.end}
        </Button>
      )}
    </li>
  );
}
