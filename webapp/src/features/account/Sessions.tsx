/** The browsers in which one is signed in: which, where, since when; ended one by one or all at once. */
import { useQuery } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { sessions } from "../../api/account.ts";
import { Button } from "../../components/controls/Button.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { SessionRow } from "./SessionRow.tsx";

const SignOutEverywhere = lazy(async () => ({
  default: (await import("./SignOutEverywhere.tsx")).SignOutEverywhere,
}));

/** A section of the account page. */
export function Sessions() {
  const t = useMessages();
  const found = useQuery(sessions());
  const [asking, setAsking] = useState(false);
  const rows = found.data ?? [];
  return (
    <section aria-labelledby="sessions" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="sessions" className="text-lg font-semibold">
          {t.access.sessions.title}
        </h2>
        <Button onClick={() => setAsking(true)} disabled={rows.length === 0}>
          <LogOut aria-hidden size={15} />
          {t.access.sessions.all}
        </Button>
      </div>
      <p className="text-muted">{t.access.sessions.hint}</p>
      {found.isPending && <Skeleton lines={3} />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {rows.length > 0 && (
        <ul
          aria-label={t.access.sessions.list}
          className="divide-y divide-line rounded-md border border-line bg-surface"
        >
          {rows.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </ul>
      )}
      <Suspense>
        {asking && <SignOutEverywhere count={rows.length} onClose={() => setAsking(false)} />}
      </Suspense>
    </section>
  );
}
