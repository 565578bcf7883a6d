/**
 * Signing in: by GitHub, by the one-time code of a printed address, or, once ever, as the first Admin. Also where one
 * lands when it did not work.
 */
import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { CircleSlash2, CloudOff, LoaderCircle, type LucideIcon, ShieldCheck, Undo2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { signInMode, type SignInMode, useFirstCode } from "../../api/account.ts";
import { useSignIn } from "../../api/mutations.ts";
import { Button } from "../../components/controls/Button.tsx";
import { Snippet } from "../../components/controls/Snippet.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { failureOf } from "../../lib/failure.ts";
import { here, safeNext, startPath } from "../../lib/paths.ts";
import { Card } from "../../shell/Card.tsx";
import { leave } from "./leave.ts";
import { lastReturnPath, rememberReturnPath } from "./returnPath.ts";

/** The page at `/sign-in`. */
export function SignInPage() {
  const t = useMessages();
  const { next: wanted, error } = useSearch({ from: "/sign-in" });
  const next = safeNext(wanted ?? (error === undefined ? null : lastReturnPath()), window.location.origin);
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
    mutate(text, { onSuccess: () => router.history.replace(here(next)) });
  }, [text, next, router, mutate]);
  return signIn;
}

interface FirstAdminProps {
  code: string;
  url: string;
  next: string;
}

/** The link for the first Admin: what it makes of the person who goes on, and then on to GitHub. */
function FirstAdmin({ code, url, next }: FirstAdminProps) {
  const t = useMessages();
  const hand = useFirstCode();
  const words = t.access.first;
  if (hand.isError && failureOf(hand.error).code === "sign_in_code") {
    return (
      <>
        <ErrorNotice error={hand.error} title={words.used} />
        <p>{words.usedHint}</p>
        <GitHubButton url={url} next={next} label={t.access.github} />
      </>
    );
  }
  const go = (): void =>
    hand.mutate(code, { onSuccess: (mode) => leave.to(startPath(mode.url ?? url, next)) });
  return (
    <>
      <p>{words.lead}</p>
      <p className="flex items-start gap-2.5 rounded-lg bg-accent-soft p-3.5">
        <ShieldCheck aria-hidden size={18} className="mt-0.5 shrink-0 text-accent" />
        {words.rights}
      </p>
      {hand.isError && <ErrorNotice error={hand.error} />}
      <Button
        look="primary"
        disabled={hand.isPending || hand.isSuccess}
        onClick={go}
        className="min-h-11 gap-2.5! font-semibold! whitespace-normal!"
      >
        <GitHubMark />
        {words.go}
      </Button>
      <p className="text-[0.93rem] text-muted">{words.once}</p>
    </>
  );
}

interface GitHubSignInProps {
  url: string;
  next: string;
  explained: boolean;
}

/** Signing in by GitHub: the button, and in words what it is for where nothing else has been said. */
function GitHubSignIn({ url, next, explained }: GitHubSignInProps) {
  const t = useMessages();
  return (
    <>
      {explained && <p className="text-muted">{t.access.githubLead}</p>}
      <GitHubButton url={url} next={next} label={t.access.github} />
      {explained && <p className="text-[0.93rem] text-muted">{t.access.githubAsks}</p>}
    </>
  );
}

/** Signing in on a server for one person: the terminal knows the way in. */
function LocalSignIn({ error }: { error: unknown }) {
  const t = useMessages();
  if (error !== null && failureOf(error).code === "sign_in_code") {
    return (
      <>
        <ErrorNotice error={error} title={t.signIn.codeWrong} />
        <p>{t.signIn.codeWrongHint}</p>
        <Snippet code="modelbase open" />
      </>
    );
  }
  return (
    <>
      {error !== null && <ErrorNotice error={error} />}
      <p className="text-muted">{t.signIn.terminal}</p>
      <div className="flex flex-col gap-2">
        <p>{t.signIn.stepServe}</p>
        <Snippet code="modelbase serve" />
      </div>
      <div className="flex flex-col gap-2">
        <p>{t.signIn.stepOpen}</p>
        <Snippet code="modelbase open" />
      </div>
    </>
  );
}

type Reason = keyof ReturnType<typeof useMessages>["access"]["refused"];

/** Nothing is wrong with anybody: it only did not happen. */
const MILD = new Set<Reason>(["sign_in_cancelled", "sign_in_state", "membership_stale", "sign_in_failed"]);
const OUTSIDE = new Set<Reason>(["provider_unavailable", "database_unavailable", "internal", "other"]);

/** Why a sign-in ended without one, in words for the person who came back, and what to do next. */
function Refused({ code }: { code: string }) {
  const t = useMessages();
  const known = code !== "other" && Object.hasOwn(t.access.refused, code);
  const reason = known ? (code as Reason) : "other";
  const words = t.access.refused[reason];
  const Icon: LucideIcon = MILD.has(reason) ? Undo2 : OUTSIDE.has(reason) ? CloudOff : CircleSlash2;
  const tone = MILD.has(reason)
    ? "border-line bg-sunken text-muted"
    : OUTSIDE.has(reason)
      ? "border-warn bg-warn-soft text-warn"
      : "border-bad bg-bad-soft text-bad";
  return (
    <div role="alert" className={`flex items-start gap-3 rounded-lg border p-4 ${tone}`}>
      <Icon aria-hidden size={18} className="mt-0.5 shrink-0" />
      <div className="flex min-w-0 flex-col gap-1.5 text-text">
        <p className="font-semibold">{words.title}</p>
        <p>{words.text}</p>
        <p>{words.next}</p>
        <p className="text-[0.86rem] text-muted">
          {t.access.code} <code className="font-mono">{code.slice(0, 60)}</code>
        </p>
      </div>
    </div>
  );
}

interface AddressCode {
  kind: "code" | "first";
  text: string;
}

/** Takes a secret out of the part of the address behind `#`: it stays in no address, history or storage. */
function useCodeOfAddress(): AddressCode | null {
  const hash = useLocation({ select: (location) => location.hash });
  const navigate = useNavigate();
  const [taken, setTaken] = useState<AddressCode | null>(null);
  useEffect(() => {
    const found = readCode(hash);
    if (found === null) return;
    void navigate({ to: "/sign-in", search: (old: object) => old, hash: "", replace: true }).then(() =>
      setTaken(found),
    );
  }, [hash, navigate]);
  return taken;
}

function readCode(hash: string): AddressCode | null {
  const given = new URLSearchParams(hash);
  const kind = (["code", "first"] as const).find((one) => given.get(one));
  return kind === undefined ? null : { kind, text: given.get(kind)! };
}

interface GitHubButtonProps {
  /** The server's address at which a sign-in begins. */
  url: string;
  next: string;
  label: string;
}

/** The one button to GitHub. A link, since the whole page goes there; it remembers where one wanted to go. */
function GitHubButton({ url, next, label }: GitHubButtonProps) {
  return (
    <a
      href={startPath(url, next)}
      onClick={() => rememberReturnPath(next)}
      className="tap inline-flex min-h-11 w-full items-center justify-center gap-2.5 bg-accent-fill font-semibold text-on-accent hover:brightness-110"
    >
      <GitHubMark />
      {label}
    </a>
  );
}

const PATH =
  "M8 0c4.42 0 8 3.58 8 8a8.013 8.013 0 0 1-5.45 7.59c-.4.08-.55-.17-.55-.38 0-.27.01-1.13.01-2.2 0-.75-.25-1.23-.54-1.48 1.78-.2 3.65-.88 3.65-3.95 0-.88-.31-1.59-.82-2.15.08-.2.36-1.02-.08-2.12 0 0-.67-.22-2.2.82-.64-.18-1.32-.27-2-.27-.68 0-1.36.09-2 .27-1.53-1.03-2.2-.82-2.2-.82-.44 1.1-.16 1.92-.08 2.12-.51.56-.82 1.28-.82 2.15 0 3.06 1.86 3.75 3.64 3.95-.23.2-.44.55-.51 1.07-.46.21-1.61.55-2.33-.66-.15-.24-.6-.83-1.23-.82-.67.01-.27.38.01.53.34.19.73.9.82 1.13.16.45.68 1.31 2.69.94 0 .67.01 1.3.01 1.49 0 .21-.15.45-.55.38A7.995 7.995 0 0 1 0 8c0-4.42 3.58-8 8-8Z";

/** GitHub's mark, for the button that leads there. */
function GitHubMark() {
  return (
    <svg aria-hidden viewBox="0 0 16 16" width={17} height={17} fill="currentColor">
      <path d={PATH} />
    </svg>
  );
}
