/** What was shared with the visitor: the home of Guests, and of visitors who opened links. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Gift } from "lucide-react";
import { EmptyState } from "../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { StateBadge } from "../../components/layout/StateBadge.tsx";
import { Page } from "../../components/layout/Page.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { modelParams } from "../../lib/paths.ts";
import { ShareEnd, ShareParts } from "./ShareEnd.tsx";
import { type SharedModel, sharedWithMe } from "./sharing.ts";

/** The page at `/shared`. */
export function SharedPage() {
  const t = useMessages();
  const found = useQuery(sharedWithMe());
  return (
    <Page title={t.share.mine.title}>
      <p className="-mt-3 text-muted">{t.share.mine.hint}</p>
      {found.isPending && <Skeleton />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && (
        <EmptyState icon={<Gift size={34} />} title={t.share.mine.empty} hint={t.share.mine.emptyHint} />
      )}
      {found.data && found.data.length > 0 && (
        <ul aria-label={t.share.mine.table} className="grid gap-3 sm:grid-cols-2">
          {found.data.map((one) => (
            <Card key={one.id} shared={one} />
          ))}
        </ul>
      )}
    </Page>
  );
}

function Card({ shared }: { shared: SharedModel }) {
  const t = useMessages();
  const { model, sees, expires_at: end } = shared;
  return (
    <li className="relative flex min-w-0 flex-col gap-1.5 rounded-lg border border-line bg-surface p-4 hover:border-rim">
      <Link
        to="/models/$dataset/$model"
        params={modelParams(model.id)}
        className="text-lg font-semibold after:absolute after:inset-0 hover:text-accent"
      >
        {model.title || model.id.split(":")[0]}
      </Link>
      <code className="font-mono break-all text-muted">{model.id}</code>
      <p className="flex flex-wrap gap-1.5">
        <StateBadge state={model.state} t={t} />
        <ShareParts sees={sees} />
      </p>
      <p className="text-[0.93rem] text-muted">
        {shared.kind === "link" ? t.share.mine.how.link : t.share.mine.how.login} · <ShareEnd at={end} said />
      </p>
    </li>
  );
}
