/** How old what is shown is, and the button that asks again. */
import { RefreshCw } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "../../components/Button.tsx";
import { useLocale, useMessages } from "../../i18n/messages.ts";
import { formatRelative } from "../../lib/format.ts";

const TICK_MS = 30_000;

export interface StaleProps {
  query: { dataUpdatedAt: number; isFetching: boolean; refetch: () => Promise<unknown> };
}

/** `Updated 3 minutes ago`. */
export function Stale({ query }: StaleProps) {
  const t = useMessages();
  const { language } = useLocale();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const at = query.dataUpdatedAt;
  const when = at === 0 ? "" : formatRelative(new Date(at).toISOString(), language, Math.max(now, at));
  return (
    <span className="inline-flex items-center gap-0.5 text-[0.93rem] text-muted">
      {query.isFetching || when === "" ? t.diff.refreshing : t.diff.updated(when)}
      <Button look="quiet" square aria-label={t.diff.refresh} onClick={() => void query.refetch()}>
        <RefreshCw aria-hidden size={13} className={query.isFetching ? "animate-spin" : ""} />
      </Button>
    </span>
  );
}
