/**
 * Signing in: by GitHub, by the one-time code of a printed address, or, once ever, as the first Admin. Also where one
 * lands when it did not work.
 */
import { useQuery } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { LoaderCircle } from "lucide-react";
import { useEffect, useRef } from "react";
import { signInMode, type SignInMode } from "../../api/account.ts";
import { useSignIn } from "../../api/mutations.ts";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { safeNext } from "../../lib/paths.ts";
import { lastWish } from "./returnPath.ts";
import { Card } from "../../shell/Card.tsx";
import { FirstAdmin } from "./FirstAdmin.tsx";
import { GitHubSignIn } from "./GitHubSignIn.tsx";
import { LocalSignIn } from "./LocalSignIn.tsx";
import { Refused } from "./Refused.tsx";
import { useCodeOfAddress, type AddressCode } from "./useCodeOfAddress.ts";

/** The page at `/sign-in`. */
export function SignInPage() {
  const t = useMessages();
  const { next: wanted, error } = useSearch({ from: "/sign-in" });
  const next = safeNext(wanted ?? (error === undefined ? null : lastWish()), window.location.origin);
  const code = useCodeOfAddress();
  const signIn = useSignInByCode(code, next);
  const how = useQuery(signInMode());
  const first = code?.kind === "first" && how.data?.mode === "github" ? code.text : null;
  if (first !== null) {
    return (
      <Card title={t.access.first.title}>
        <FirstAdmin code={first} url={how.data?.url ?? ""} next={next} />
      </Card>
    );
  }
  return (
    <Card title={t.signIn.title}>
      {signIn.isPending ? (
        <p role="status" className="flex items-center gap-2 text-muted">
          <LoaderCircle aria-hidden size={16} className="animate-spin" />
          {t.signIn.working}
        </p>
      ) : (
        <>
          {error !== undefined && <Refused code={error} />}
          {how.isPending && <Skeleton lines={3} />}
          {how.isError && <ErrorNotice error={how.error} onRetry={() => void how.refetch()} />}
          {how.data && (
            <Way how={how.data} next={next} failed={signIn.error} explained={error === undefined} />
          )}
        </>
      )}
    </Card>
  );
}

interface WayProps {
  how: SignInMode;
  next: string;
  failed: unknown;
  explained: boolean;
}

function Way({ how, next, failed, explained }: WayProps) {
  if (how.mode === "local") return <LocalSignIn error={failed} />;
  return <GitHubSignIn url={how.url ?? ""} next={next} explained={explained} />;
}

/** Send the code of a printed address once, and go on; a refusal is in what it returns. */
function useSignInByCode(code: AddressCode | null, next: string) {
  const router = useRouter();
  const signIn = useSignIn();
  const sent = useRef(false);
  const { mutate } = signIn;
  const text = code?.kind === "code" ? code.text : null;
  useEffect(() => {
    if (text === null || sent.current) return;
    sent.current = true;
    mutate(text, { onSuccess: () => router.history.replace(next) });
  }, [text, next, router, mutate]);
  return signIn;
}
