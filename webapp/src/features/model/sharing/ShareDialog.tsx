/** Who outside the team sees a model: the public switch, a new grant or link, and what there is. Loaded when opened. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Eye } from "lucide-react";
import { useId, useRef } from "react";
import type { FullModel, Share } from "../../../api/types.ts";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { Dialog } from "../../../components/layout/Dialog.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatRelative } from "../../../lib/format/format.ts";
import { modelParams } from "../../../lib/paths.ts";
import { RevokeShare } from "../../shares/RevokeShare.tsx";
import { ShareEnd, ShareParts, ShareWhom } from "../../shares/ShareEnd.tsx";
import { sharesOf, useRevokeShare } from "../../shares/sharing.ts";
import { GiveAccess } from "./GiveAccess.tsx";
import { PublicPage } from "./PublicPage.tsx";

/** Shown while it is rendered. */
export function ShareDialog({ model, onClose }: { model: FullModel; onClose: () => void }) {
  const t = useMessages();
  const found = useQuery(sharesOf(model.id));
  return (
    <Dialog wide title={t.share.title} onClose={onClose}>
      <p className="-mt-3 text-muted">
        {model.title && <span className="block">{model.title}</span>}
        <code className="font-mono break-all">{model.id}</code>
      </p>
      {found.isPending && <Skeleton lines={5} />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && (
        <>
          <PublicPage id={model.id} share={found.data.find((share) => share.kind === "public")} />
          <GiveAccess id={model.id} />
          <ShareList id={model.id} shares={found.data.filter((share) => share.kind !== "public")} />
          <p className="border-t border-line pt-3 text-[0.93rem] text-muted">{t.share.notes}</p>
        </>
      )}
    </Dialog>
  );
}

/** The grants and links of a model: what each shows, until when, and how to take it back. */
function ShareList({ id, shares }: { id: string; shares: readonly Share[] }) {
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
  const name = share.login ?? t.share.linkOf(share.id);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-3 py-2">
      <div className="min-w-0 grow basis-48">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <ShareWhom login={share.login} bound={share.bound} />
          <ShareParts sees={share.sees} />
        </p>
        <p className="text-[0.93rem] text-muted">
          <ShareEnd at={share.expires_at} said />
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
        <RevokeShare
          name={name}
          busy={revoke.isPending}
          onRevoke={() => revoke.mutateAsync(share.id)}
          onGone={onGone}
        />
      </span>
    </li>
  );
}
