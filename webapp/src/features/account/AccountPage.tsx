/** Who is signed in, their API tokens and sessions, and what this browser prefers. */
import { useQuery } from "@tanstack/react-query";
import { me } from "../../api/queries.ts";
import { Badge } from "../../components/layout/Badge.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Page } from "../../components/layout/Page.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { PreferencesForm } from "./PreferencesForm.tsx";
import { Sessions } from "./Sessions.tsx";
import { Tokens } from "./Tokens.tsx";

/** The page at `/account`. */
export function AccountPage() {
  const t = useMessages();
  const who = useQuery(me());
  return (
    <Page title={t.account.title}>
      <section aria-labelledby="you" className="flex flex-col gap-2">
        <h2 id="you" className="text-lg font-semibold">
          {t.account.you}
        </h2>
        {who.isPending && <Skeleton lines={2} />}
        {who.isError && <ErrorNotice error={who.error} onRetry={() => void who.refetch()} />}
        {who.data && (
          <div className="flex flex-wrap items-center gap-x-6 gap-y-2 rounded-md border border-line bg-surface p-4">
            <span className="font-semibold">{who.data.name || who.data.login}</span>
            {who.data.name && who.data.name !== who.data.login && (
              <span className="text-muted">{who.data.login}</span>
            )}
            <Badge tone="accent">{t.app.roles[who.data.role]}</Badge>
            <span className="ml-auto text-muted">
              {t.account.server} <code className="font-mono">{who.data.server.url}</code> ·{" "}
              {who.data.server.version}
            </span>
          </div>
        )}
      </section>
      {who.data && <Tokens mayWrite={who.data.role === "admin"} />}
      <Sessions />
      <PreferencesForm />
    </Page>
  );
}
