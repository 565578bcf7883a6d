/** Every grant and link over all models, to be looked over and taken back. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Link2, Share2, User } from "lucide-react";
import { allShares, useRevokeShare } from "../../api/sharing.ts";
import type { Share } from "../../api/types.ts";
import { Badge } from "../../components/Badge.tsx";
import { Confirm } from "../../components/Confirm.tsx";
import { EmptyState } from "../../components/EmptyState.tsx";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { LoadMore } from "../../components/LoadMore.tsx";
import { Scroll } from "../../components/Scroll.tsx";
import { Skeleton } from "../../components/Skeleton.tsx";
import { useLocale } from "../../i18n/messages.ts";
import { formatMoment, formatRelative, isPast } from "../../lib/format.ts";
import { modelParams } from "../../lib/paths.ts";
import { toasts } from "../../lib/toasts.ts";
import { Section } from "./Section.tsx";
import { useWords } from "./useWords.ts";

/** The page at `/admin/shares`. */
export function AllSharesPage() {
  const t = useWords();
  const found = useInfiniteQuery(allShares());
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? [];
  const words = t.admin.shares;
  return (
    <Section of="shares">
      <p className="-mt-2 text-muted">
        {words.public}{" "}
        <Link to="/" search={{ where: 'visibility = "public"' }} className="text-accent underline">
          {words.publicLink}
        </Link>
      </p>
      {found.isPending && <Skeleton />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isSuccess && rows.length === 0 && (
        <EmptyState icon={<Share2 size={34} />} title={words.empty} hint={words.emptyHint} />
      )}
      {rows.length > 0 && (
        <Scroll label={words.table}>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.model}</th>
                <th scope="col">{words.whom}</th>
                <th scope="col">{words.shows}</th>
                <th scope="col">{words.ends}</th>
                <th scope="col">{words.made}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {rows.map((share) => (
                <Row key={share.id} share={share} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <LoadMore of={found} />
    </Section>
  );
}

function Row({ share }: { share: Share }) {
  const t = useWords();
  const { language } = useLocale();
  const revoke = useRevokeShare(share.model);
  const Icon = share.kind === "link" ? Link2 : User;
  const name = share.login ?? t.share.linkOf(share.id);
  const { expires_at: end, created_at: made } = share;
  const ended = end !== null && isPast(end);
  // The row goes with its share, so the message must not hang on it.
  async function takeBack(): Promise<void> {
    await revoke.mutateAsync(share.id);
    toasts.show(t.share.revoked(name));
  }
  return (
    <tr>
      <th scope="row">
        <Link
          to="/models/$dataset/$model"
          params={modelParams(share.model)}
          className="text-accent hover:underline"
        >
          {share.model}
        </Link>
      </th>
      <td>
        <span className="inline-flex items-center gap-1.5">
          <Icon aria-hidden size={15} className="text-muted" />
          {share.login ?? t.share.link}
          {!share.bound && (
            <Badge tone="warn" title={t.share.waitingHint}>
              {t.share.waiting}
            </Badge>
          )}
        </span>
      </td>
      <td>
        <span className="inline-flex gap-1">
          {share.sees.map((part) => (
            <Badge key={part}>{t.share.part[part]}</Badge>
          ))}
        </span>
      </td>
      <td className={ended ? "text-bad" : ""} title={end === null ? undefined : formatMoment(end, language)}>
        {end === null ? t.share.never : ended ? t.share.ended : formatRelative(end, language)}
      </td>
      <td title={made === null ? undefined : formatMoment(made, language)}>
        {made !== null && formatRelative(made, language)}
        {share.created_by && (
          <span className="block text-[0.93rem] text-muted">{t.share.by(share.created_by)}</span>
        )}
      </td>
      <td className="text-right">
        <Confirm
          label={t.share.revoke}
          name={t.share.revokeOf(name)}
          question={t.share.revokeAsk}
          keep={t.share.keep}
          disabled={revoke.isPending}
          onConfirm={() => void takeBack().catch(() => undefined)}
        />
      </td>
    </tr>
  );
}
