/** How old what is shown is, with the button that asks again. What became of that press is said once, and no other change. */
import { RefreshCw, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { useLocale } from "../../i18n/messages.ts";
import { formatRelative } from "../../lib/format/format.ts";
import { Button } from "../controls/Button.tsx";

const TICK_MS = 30_000;

export interface FreshnessProps {
  /** When what is shown was read, in milliseconds; 0 if nothing was yet. */
  at: number;
  fetching: boolean;
  /** The last attempt to read it again failed: what is shown is older than it should be. */
  failed: boolean;
  onRefresh: () => void;
}

/** `Updated 3 minutes ago`. */
export function Freshness({ at, fetching, failed, onRefresh }: FreshnessProps) {
  const { messages, language } = useLocale();
  const t = messages.grid.fresh;
  const now = useNow();
  const [pressed, setPressed] = useState<number | null>(null);
  const [said, setSaid] = useState("");
  if (pressed !== null && !fetching && (failed || at > pressed)) {
    setPressed(null);
    setSaid(failed ? t.failed : t.refreshed);
  }
  const when = formatRelative(new Date(at).toISOString(), language, Math.max(now, at));
  return (
    <span className="inline-flex items-center gap-0.5 text-[0.93rem] text-muted">
      {at > 0 && failed && (
        <span className="inline-flex items-center gap-1 text-warn">
          <TriangleAlert aria-hidden size={13} />
          {t.stale(when)}
        </span>
      )}
      {!failed && (at > 0 ? t.updated(when) : t.refreshing)}
      <Button
        look="quiet"
        square
        aria-label={t.refresh}
        onClick={() => {
          setSaid("");
          setPressed(at);
          onRefresh();
        }}
      >
        <RefreshCw aria-hidden size={13} className={fetching ? "animate-spin" : ""} />
      </Button>
      <span role="status" className="sr-only">
        {said}
      </span>
    </span>
  );
}

/** The time, twice a minute. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
