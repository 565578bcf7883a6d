/** Every grant and link over all models, to be looked over and taken back. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Share2 } from "lucide-react";
import type { Share } from "../../api/types.ts";
import { EmptyState } from "../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { LoadMore } from "../../components/feedback/LoadMore.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { Scroll } from "../../components/layout/Scroll.tsx";
import { useLocale } from "../../i18n/messages.ts";
import { formatMoment, formatRelative } from "../../lib/format/format.ts";
import { modelParams } from "../../lib/paths.ts";
import { RevokeShare } from "../shares/RevokeShare.tsx";
import { ShareEnd, ShareParts, ShareWhom } from "../shares/ShareEnd.tsx";
import { allShares, useRevokeShare } from "../shares/sharing.ts";
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
  const { created_at: made } = share;
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
        <ShareWhom login={share.login} bound={share.bound} />
      </td>
      <td>
        <ShareParts sees={share.sees} />
      </td>
      <td>
        <ShareEnd at={share.expires_at} />
      </td>
      <td title={made === null ? undefined : formatMoment(made, language)}>
        {made !== null && formatRelative(made, language)}
        {share.created_by && (
          <span className="block text-[0.93rem] text-muted">{t.share.by(share.created_by)}</span>
        )}
      </td>
      <td className="text-right">
        <RevokeShare
          name={share.login ?? t.share.linkOf(share.id)}
          busy={revoke.isPending}
          onRevoke={() => revoke.mutateAsync(share.id)}
        />
      </td>
    </tr>
  );
}
