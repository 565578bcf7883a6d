/**
 * Signing in: takes the one-time code out of the address and sends it, or says where a code comes from.
 * The code never stays in the address, the history or anything stored.
 */
import { useLocation, useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { LoaderCircle } from "lucide-react";
import { useEffect, useRef } from "react";
import { useSignIn } from "../../api/mutations.ts";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { useTitle } from "../../components/Page.tsx";
import { Snippet } from "../../components/Snippet.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { failureOf } from "../../lib/failure.ts";
import { safeNext } from "../../lib/paths.ts";
import { Brand } from "../../shell/Brand.tsx";

/** The page at `/sign-in`. */
export function SignInPage() {
  const t = useMessages();
  const signIn = useSignInByAddress();
  useTitle(t.signIn.title);
  const refused = signIn.isError && failureOf(signIn.error).code === "sign_in_code";
  return (
    <main
      id="content"
      className="mx-auto flex min-h-dvh w-full max-w-lg flex-col justify-center gap-5 px-4 py-10"
    >
      <Brand />
      <h1 className="text-2xl font-semibold tracking-tight">{t.signIn.title}</h1>
      {signIn.isPending ? (
        <p role="status" className="flex items-center gap-2 text-muted">
          <LoaderCircle aria-hidden size={16} className="animate-spin" />
          {t.signIn.working}
        </p>
      ) : (
        <>
          {signIn.isError && (
            <ErrorNotice error={signIn.error} title={refused ? t.signIn.codeWrong : undefined} />
          )}
          {refused ? (
            <p>{t.signIn.codeWrongHint}</p>
          ) : (
            <>
              <p className="text-muted">{t.signIn.terminal}</p>
              <div className="flex flex-col gap-2">
                <p>{t.signIn.stepServe}</p>
                <Snippet code="modelbase serve" />
              </div>
              <p>{t.signIn.stepOpen}</p>
            </>
          )}
          <Snippet code="modelbase open" />
        </>
      )}
    </main>
  );
}

function useSignInByAddress() {
  const { next } = useSearch({ from: "/sign-in" });
  const hash = useLocation({ select: (location) => location.hash });
  const navigate = useNavigate();
  const router = useRouter();
  const signIn = useSignIn();
  const sent = useRef(false);
  const { mutateAsync } = signIn;
  useEffect(() => {
    const code = new URLSearchParams(hash).get("code");
    if (code === null || sent.current) return;
    sent.current = true;
    const target = safeNext(next, window.location.origin);
    // The code leaves the address first, so that no reload or history entry has it.
    void navigate({ to: "/sign-in", search: (old: object) => old, hash: "", replace: true })
      .then(() => mutateAsync(code))
      .then(() => router.history.replace(target))
      // Shown on the page; see `signIn.isError`.
      .catch(() => undefined);
  }, [hash, next, navigate, router, mutateAsync]);
  return signIn;
}
