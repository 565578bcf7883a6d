/** What was deleted and can still be restored. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { RotateCcw, Trash2 } from "lucide-react";
import { useGiveUp } from "../../api/checkpoints.ts";
import { useRestore } from "../../api/mutations.ts";
import { trash } from "../../api/queries.ts";
import { useRights } from "../../api/rights.ts";
import type { TrashEntry } from "../../api/types.ts";
import { Button } from "../../components/controls/Button.tsx";
import { Confirm } from "../../components/layout/Confirm.tsx";
import { EmptyState } from "../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { LoadMore } from "../../components/feedback/LoadMore.tsx";
import { Page } from "../../components/layout/Page.tsx";
import { Scroll } from "../../components/layout/Scroll.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { useLocale, useMessages } from "../../i18n/messages.ts";
import { formatBytes, formatMoment, formatRelative } from "../../lib/format/format.ts";
import { toasts } from "../../lib/toasts.ts";
import { OnlyAdmins } from "../../shell/OnlyAdmins.tsx";

/** The page at `/trash`. */
export function TrashPage() {
  const t = useMessages();
  const { role } = useRights();
  const barred = role === "read_only" || role === "guest";
  const found = useInfiniteQuery({ ...trash(), enabled: role !== undefined && !barred });
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Page title={t.trash.title}>
      {barred && <OnlyAdmins title={t.trash.only} hint={t.trash.onlyHint} />}
      {found.isPending && !barred && <Skeleton />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isSuccess && rows.length === 0 && (
        <EmptyState icon={<Trash2 size={34} />} title={t.trash.empty} hint={t.trash.emptyHint} />
      )}
      {rows.length > 0 && (
        <Scroll label={t.trash.table}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t.trash.what}</th>
                <th scope="col" className="text-right!">
                  {t.fields.size}
                </th>
                <th scope="col">{t.trash.deleted}</th>
                <th scope="col">{t.trash.gone}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {rows.map((entry) => (
                <Entry key={entry.id} entry={entry} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <LoadMore of={found} />
    </Page>
  );
}

function Entry({ entry }: { entry: TrashEntry }) {
  const t = useMessages();
  const { language } = useLocale();
  const restore = useRestore();
  const giveUp = useGiveUp();
  const what = entry.kind === "model" ? entry.model : `${entry.model}@${entry.label}`;
  const bringBack = (): void =>
    restore.mutate(entry.id, { onSuccess: () => toasts.show(t.trash.restored(what)) });
  return (
    <tr>
      <th scope="row" className="font-normal!">
        <span className="block font-medium">{what}</span>
        <span className="text-[0.93rem] text-muted">
          {t.trash.kind[entry.kind]}
          {entry.title && ` · ${entry.title}`}
        </span>
      </th>
      <td className="text-right">{formatBytes(entry.size, language)}</td>
      <td title={formatMoment(entry.deleted_at, language)}>
        {formatRelative(entry.deleted_at, language)}
        <span className="block text-[0.93rem] text-muted">{t.trash.by(entry.deleted_by)}</span>
      </td>
      <td title={formatMoment(entry.expires_at, language)}>{formatRelative(entry.expires_at, language)}</td>
      <td>
        <span className="flex items-center justify-end gap-1.5">
          <Confirm
            label={t.trash.giveUp}
            name={t.trash.giveUpOf(what)}
            question={t.trash.giveUpSure}
            keep={t.app.cancel}
            disabled={giveUp.isPending}
            onConfirm={() => giveUp.mutate(entry.id, { onSuccess: () => toasts.show(t.trash.givenUp(what)) })}
          />
          <Button aria-label={t.trash.restoreOf(what)} disabled={restore.isPending} onClick={bringBack}>
            <RotateCcw aria-hidden size={14} />
            {t.trash.restore}
          </Button>
        </span>
      </td>
    </tr>
  );
}
