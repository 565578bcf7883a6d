/** The grants and links of a model: what each shows, until when, and how to take it back. */
import { Link } from "@tanstack/react-router";
import { Eye, Link2, User } from "lucide-react";
import { useId, useRef } from "react";
import { useRevokeShare } from "../../../api/sharing.ts";
import type { Share } from "../../../api/types.ts";
import { Badge } from "../../../components/Badge.tsx";
import { Confirm } from "../../../components/Confirm.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatMoment, formatRelative, isPast } from "../../../lib/format.ts";
import { modelParams } from "../../../lib/paths.ts";
import { toasts } from "../../../lib/toasts.ts";

/** The last section of the dialog. */
export function ShareList({ id, shares }: { id: string; shares: readonly Share[] }) {
  const t = useMessages();
  const heading = useId();
  const top = useRef<HTMLHeadingElement>(null);
  return (
    <section aria-labelledby={heading} className="flex flex-col gap-2">
      <h3 ref={top} id={heading} tabIndex={-1} className="font-semibold outline-none">
        {t.share.list}
      </h3>
      {shares.length === 0 ? (
        <p className="rounded-lg border border-dashed border-edge p-3 text-muted">{t.share.listEmpty}</p>
      ) : (
        <ul aria-labelledby={heading} className="divide-y divide-line rounded-lg border border-line">
          {shares.map((share) => (
            <Row key={share.id} id={id} share={share} onGone={() => top.current?.focus()} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface RowProps {
  id: string;
  share: Share;
  /** The row that had the focus is about to go. */
  onGone: () => void;
}

function Row({ id, share, onGone }: RowProps) {
  const t = useMessages();
  const { language } = useLocale();
  const revoke = useRevokeShare(id);
  const Icon = share.kind === "link" ? Link2 : User;
  const name = share.login ?? t.share.linkOf(share.id);
  const { expires_at: end } = share;
  const ended = end !== null && isPast(end);
  const ends =
    end === null ? t.share.endsNever : ended ? t.share.ended : t.share.ends(formatRelative(end, language));
  // The row goes with its share, so what comes after must not hang on it.
  async function takeBack(): Promise<void> {
    await revoke.mutateAsync(share.id);
    toasts.show(t.share.revoked(name));
    onGone();
  }
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-3 py-2">
      <Icon aria-hidden size={16} className="shrink-0 text-muted" />
      <div className="min-w-0 grow basis-48">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium">{share.login ?? t.share.link}</span>
          {share.sees.map((part) => (
            <Badge key={part}>{t.share.part[part]}</Badge>
          ))}
          {!share.bound && (
            <Badge tone="warn" title={t.share.waitingHint}>
              {t.share.waiting}
            </Badge>
          )}
        </p>
        <p className="text-[0.93rem] text-muted">
          <span
            className={ended ? "text-bad" : ""}
            title={end === null ? undefined : formatMoment(end, language)}
          >
            {ends}
          </span>
          {share.created_by && ` · ${t.share.by(share.created_by)}`}
          {share.created_at && ` · ${formatRelative(share.created_at, language)}`}
        </p>
      </div>
      <span className="ml-auto inline-flex items-center gap-1">
        <Link
          to="/models/$dataset/$model"
          params={modelParams(id)}
          search={{ as: `share:${share.id}` }}
          aria-label={t.share.viewAs(name)}
          title={t.share.viewAs(name)}
          className="tap inline-grid w-[2.15rem] place-items-center px-0! text-muted hover:bg-sunken hover:text-text"
        >
          <Eye aria-hidden size={16} />
        </Link>
        <Confirm
          label={t.share.revoke}
          name={t.share.revokeOf(name)}
          question={t.share.revokeAsk}
          keep={t.share.keep}
          disabled={revoke.isPending}
          onConfirm={() => void takeBack().catch(() => undefined)}
        />
      </span>
    </li>
  );
}
