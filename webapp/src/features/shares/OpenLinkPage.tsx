/**
 * Opening a share link: `/s/<secret>` has become `/s` before this is drawn (routes.tsx), the secret is sent once, and
 * the model's page follows. Every link that opens nothing gets the same page.
 */
import { useNavigate } from "@tanstack/react-router";
import { Link } from "@tanstack/react-router";
import { LoaderCircle, Unlink } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useOpenLink } from "./sharing.ts";
import { EmptyState } from "../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { useTitle } from "../../components/layout/Page.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { failureOf } from "../../lib/failure.ts";
import { heldSecret } from "./heldSecret.ts";
import { modelParams } from "../../lib/paths.ts";

/** The page at `/s`. */
export function OpenLinkPage() {
  const t = useMessages();
  const { open, missing, retry } = useHeldLink();
  const dead = missing || (open.isError && failureOf(open.error).code === "share_link");
  useTitle(dead ? t.share.linkDead : t.share.opening);
  return (
    <div className="mx-auto grid w-full max-w-2xl grow place-items-center px-4 py-10">
      <h1 className="sr-only">{dead ? t.share.linkDead : t.share.opening}</h1>
      {dead && (
        <EmptyState icon={<Unlink size={36} />} title={t.share.linkDead} hint={t.share.linkDeadHint}>
          <p className="text-muted">
            {t.share.linkDeadTeam}{" "}
            <Link to="/sign-in" className="text-accent underline">
              {t.access.signIn}
            </Link>
          </p>
        </EmptyState>
      )}
      {!dead && open.isError && <ErrorNotice error={open.error} onRetry={retry} />}
      {!dead && !open.isError && (
        <p role="status" className="flex items-center gap-2 text-muted">
          <LoaderCircle aria-hidden size={16} className="animate-spin" />
          {t.share.opening}
        </p>
      )}
    </div>
  );
}

function useHeldLink() {
  const navigate = useNavigate();
  const open = useOpenLink();
  const secret = useRef<string | null>(null);
  const [missing, setMissing] = useState(false);
  const { mutate } = open;
  function send(text: string): void {
    mutate(text, {
      onSuccess: ({ model }) =>
        void navigate({ to: "/models/$dataset/$model", params: modelParams(model), replace: true }),
    });
  }
  useEffect(() => {
    if (secret.current !== null) return;
    secret.current = heldSecret.take();
    if (secret.current === null) setMissing(true);
    else send(secret.current);
    // Once: a second run finds the secret taken.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);
  return { open, missing, retry: () => secret.current !== null && send(secret.current) };
}
