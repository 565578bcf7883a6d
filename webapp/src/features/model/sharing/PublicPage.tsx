/** The public switch of a model with its parts. Turning it on asks once; turning it off does not. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Eye, Globe } from "lucide-react";
import { type ComponentProps, useId, useState } from "react";
import { me } from "../../../api/queries.ts";
import { type Part, PARTS, type Share } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { modelAddress, modelParams } from "../../../lib/paths.ts";
import { toasts } from "../../../lib/toasts.ts";
import { useRevokeShare, useShareModel } from "../../shares/sharing.ts";
import { PartsField } from "./PartsField.tsx";
import { usePartNames } from "./usePartNames.ts";

/** The first section of the dialog; `share` is there while the model is public. */
export function PublicPage({ id, share }: { id: string; share: Share | undefined }) {
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
    setDraft(on ? [...PARTS] : null);
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
        {share && (
          <CopyButton wide text={modelAddress(id, window.location.origin)} label={t.share.copyAddress} />
        )}
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
