/** Who outside the team sees a model: the public switch, a new grant or link, and what there is. Loaded when opened. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Eye, Globe } from "lucide-react";
import { type ComponentProps, useId, useRef, useState } from "react";
import { me } from "../../../api/queries.ts";
import { type FullModel, type Part, type Share, USUAL_PARTS } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { Dialog } from "../../../components/layout/Dialog.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatRelative } from "../../../lib/format/format.ts";
import { modelAddress, modelParams, serverAddress } from "../../../lib/paths.ts";
import { toasts } from "../../../lib/toasts.ts";
import { RevokeShare } from "../../shares/RevokeShare.tsx";
import { ShareEnd, ShareParts, ShareWhom } from "../../shares/ShareEnd.tsx";
import { sharesOf, useRevokeShare, useShareModel } from "../../shares/sharing.ts";
import { GiveAccess } from "./GiveAccess.tsx";
import { PartsField } from "./PartsField.tsx";
import { usePartNames } from "./usePartNames.ts";

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

/** The public switch of a model with its parts. Turning it on asks once; turning it off does not. */
function PublicPage({ id, share }: { id: string; share: Share | undefined }) {
  const t = useMessages();
  const label = useId();
  const who = useQuery(me());
  const open = useShareModel(id);
  const close = useRevokeShare(id);
  const [draft, setDraft] = useState<Part[] | null>(null);
  const sees = share?.sees ?? draft;
  const busy = open.isPending || close.isPending;
  const told = who.data?.server.anonymous ? t.share.publicAnonymous : t.share.publicSignedIn;

  function turn(on: boolean): void {
    setDraft(on ? [...USUAL_PARTS] : null);
    if (!on && share) close.mutate("public", { onSuccess: () => toasts.show(t.share.publicOffDone) });
  }
  function show(parts: Part[]): void {
    open.mutate(
      { kind: "public", sees: parts },
      {
        onSuccess: () => {
          if (draft) toasts.show(t.share.publicOn);
          setDraft(null);
        },
      },
    );
  }
  return (
    <section aria-labelledby={label} className="flex flex-col gap-3 rounded-lg border border-line p-3">
      <div className="flex items-start gap-3">
        <Globe aria-hidden size={18} className={`mt-0.5 shrink-0 ${share ? "text-accent" : "text-muted"}`} />
        <div className="min-w-0 grow">
          <h3 id={label} className="font-semibold">
            {t.share.publicPage}
          </h3>
          <p className="text-muted">{sees ? told : t.share.publicOff}</p>
        </div>
        <Switch
          aria-labelledby={label}
          checked={sees !== null}
          disabled={busy}
          onChange={(event) => turn(event.target.checked)}
        />
      </div>
      {open.isError && <ErrorNotice error={open.error} />}
      {sees && <PartsField sees={sees} disabled={busy} onChange={share ? show : setDraft} />}
      {draft && !share && (
        <AskPublic sees={draft} busy={busy} onYes={() => show(draft)} onNo={() => setDraft(null)} />
      )}
      <div className="flex flex-wrap items-center gap-2">
        {share && <CopyButton wide text={modelAddress(id, serverAddress())} label={t.share.copyAddress} />}
        <Link
          to="/models/$dataset/$model"
          params={modelParams(id)}
          search={{ as: "stranger" }}
          className="tap -ml-2.5 inline-flex items-center gap-1.5 text-accent hover:underline"
        >
          <Eye aria-hidden size={15} />
          {t.share.asStranger}
        </Link>
      </div>
    </section>
  );
}

interface AskPublicProps {
  sees: readonly Part[];
  busy: boolean;
  onYes: () => void;
  onNo: () => void;
}

/** The one question before a model becomes public: what outsiders will see. */
function AskPublic({ sees, busy, onYes, onNo }: AskPublicProps) {
  const t = useMessages();
  const named = usePartNames();
  return (
    <div className="flex flex-wrap items-center justify-end gap-2 rounded-md bg-warn-soft p-2 pl-3">
      <p className="min-w-0 grow basis-52 text-warn">{t.share.publicAsk(named(sees))}</p>
      <span className="flex gap-2">
        <Button onClick={onNo}>{t.app.cancel}</Button>
        <Button look="primary" disabled={busy} onClick={onYes}>
          {t.share.publicTurnOn}
        </Button>
      </span>
    </div>
  );
}

/** On or off at once. A native box, drawn as a switch. */
function Switch({
  checked,
  ...props
}: Omit<ComponentProps<"input">, "type" | "role" | "className" | "checked"> & { checked: boolean }) {
  return (
    <span className="relative inline-flex shrink-0">
      <input
        {...props}
        type="checkbox"
        role="switch"
        checked={checked}
        aria-checked={checked}
        className="peer h-6 w-10 cursor-pointer appearance-none rounded-full border border-edge bg-sunken transition-colors checked:border-accent-fill checked:bg-accent-fill disabled:cursor-default disabled:opacity-55"
      />
      <span
        aria-hidden
        className="pointer-events-none absolute top-1 left-1 size-4 rounded-full bg-edge transition-transform peer-checked:translate-x-4 peer-checked:bg-on-accent"
      />
    </span>
  );
}
