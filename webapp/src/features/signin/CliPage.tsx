/** Letting a command line in: one on this machine, which the address names, or one anywhere, by its typed code. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { CircleCheck, CircleSlash2, SquareTerminal } from "lucide-react";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useAllowHere, useAnswerCode, useFindWaiting, type Waiting } from "../../api/account.ts";
import { ApiError } from "../../api/client.ts";
import { asking, type Asking, readCode } from "../../api/grant.ts";
import { me } from "../../api/queries.ts";
import type { Me } from "../../api/types.ts";
import { Button } from "../../components/controls/Button.tsx";
import { Snippet } from "../../components/controls/Snippet.tsx";
import { TextField } from "../../components/controls/TextField.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { useLocale, useMessages } from "../../i18n/messages.ts";
import { failureOf } from "../../lib/failure.ts";
import { formatMoment } from "../../lib/format/format.ts";
import { loopback, refusal, serverAddress } from "../../lib/paths.ts";
import { Card } from "../../shell/Card.tsx";
import { leave } from "./leave.ts";

/** The page at `/cli`. */
export function CliPage() {
  const t = useMessages();
  const search = useSearch({ from: "/cli" });
  const who = useQuery(me());
  useSignInFirst(who.data === null);
  const typed = Object.keys(search).length === 0;
  if (!who.data) {
    return (
      <Card title={typed ? t.access.cli.titleTyped : t.access.cli.title}>
        {who.isError ? (
          <ErrorNotice error={who.error} onRetry={() => void who.refetch()} />
        ) : (
          <Skeleton lines={4} />
        )}
      </Card>
    );
  }
  if (typed) return <GrantTyped me={who.data} />;
  const found = asking(search);
  return found === null ? <BrokenAsking /> : <GrantHere asking={found} me={who.data} />;
}

/** Send a stranger to sign in, and from there back here with everything that the address said. */
function useSignInFirst(stranger: boolean): void {
  const router = useRouter();
  const navigate = useNavigate();
  const [here] = useState(router.state.location.href);
  useEffect(() => {
    if (stranger) void navigate({ to: "/sign-in", search: { next: here }, replace: true });
  }, [stranger, here, navigate]);
}

/** An address of the command line's page that lost something on its way. */
function BrokenAsking() {
  const t = useMessages();
  return (
    <Card title={t.access.cli.broken}>
      <p>{t.access.cli.brokenHint}</p>
      <Snippet code={`modelbase login ${serverAddress()}`} />
      <Link to="/cli" className={QUIET_LINK}>
        {t.access.cli.codeLead}
      </Link>
    </Card>
  );
}

/** A command line on this machine: a yes or a no travels to the port on which it listens, and nowhere else. */
function GrantHere({ asking, me }: { asking: Asking; me: Me }) {
  const t = useMessages();
  const words = t.access.cli;
  const allow = useAllowHere();
  const [denied, setDenied] = useState(false);
  const deny = () => {
    setDenied(true);
    leave.to(refusal(asking.port, asking.state));
  };
  if (denied) return <Outcome allowed={false} title={words.denied} hint={words.deniedHint} />;
  const target = allow.data && loopback(allow.data.url, asking.port);
  if (target) return <Outcome allowed title={words.back} hint={words.backHint} />;
  const error = target === null ? new ApiError(0, "unexpected", words.elsewhere) : allow.error;
  return (
    <Card title={words.title}>
      {error !== null && <ErrorNotice error={error} />}
      <Visitor name={asking.name} address={null} me={me} />
      <div className={ACTIONS}>
        <Button className={ACTION} disabled={allow.isPending} onClick={deny}>
          {words.deny}
        </Button>
        <Button
          look="primary"
          className={ACTION}
          disabled={allow.isPending}
          onClick={() =>
            allow.mutate(asking, {
              onSuccess: ({ url }) => {
                const found = loopback(url, asking.port);
                if (found !== null) leave.to(found);
              },
            })
          }
        >
          {words.allow}
        </Button>
      </div>
    </Card>
  );
}

interface Found {
  code: string;
  waiting: Waiting;
}

/** A command line anywhere: its code is typed, what waits for it is shown, and only then a person says yes or no. */
function GrantTyped({ me }: { me: Me }) {
  const t = useMessages();
  const words = t.access.cli;
  const [found, setFound] = useState<Found | null>(null);
  const answer = useAnswerCode();
  const again = (): void => {
    answer.reset();
    setFound(null);
  };
  if (found === null) return <CodeForm onFound={(code, waiting) => setFound({ code, waiting })} />;
  if (answer.isSuccess) {
    const { allow } = answer.variables;
    return (
      <Outcome
        allowed={allow}
        title={allow ? words.allowed : words.denied}
        hint={allow ? words.allowedHint : words.deniedHint}
      >
        <button type="button" className={QUIET_LINK} onClick={again}>
          {words.another}
        </button>
      </Outcome>
    );
  }
  const over = answer.isError && failureOf(answer.error).status === 404;
  return (
    <Card title={words.titleFound}>
      {answer.isError && <ErrorNotice error={answer.error} title={over ? words.codeUnknown : undefined} />}
      <Visitor
        name={found.waiting.name}
        address={found.waiting.address}
        until={found.waiting.expires_at}
        me={me}
      />
      {over ? (
        <Button className={ACTION} onClick={again}>
          {words.another}
        </Button>
      ) : (
        <div className={ACTIONS}>
          {[false, true].map((allow) => (
            <Button
              key={String(allow)}
              look={allow ? "primary" : "plain"}
              className={ACTION}
              disabled={answer.isPending}
              onClick={() => answer.mutate({ code: found.code, allow })}
            >
              {allow ? words.allow : words.deny}
            </Button>
          ))}
        </div>
      )}
    </Card>
  );
}

/** The field for the code that a terminal shows; takes it however it is typed, and finds what waits for it. */
function CodeForm({ onFound }: { onFound: (code: string, waiting: Waiting) => void }) {
  const t = useMessages();
  const words = t.access.cli;
  const [text, setText] = useState("");
  const [misshapen, setMisshapen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const find = useFindWaiting();
  const status = find.isError ? failureOf(find.error).status : null;
  const known = { 404: words.codeUnknown, 429: words.codeTooMany }[status ?? 0];

  function submit(event: FormEvent): void {
    event.preventDefault();
    const code = readCode(text);
    setMisshapen(code === null);
    field.current?.focus();
    if (code === null) find.reset();
    else find.mutate(code, { onSuccess: (waiting) => onFound(code, waiting) });
  }
  return (
    <Card title={words.titleTyped}>
      <p className="text-muted">{words.codeLead}</p>
      {find.isError && known === undefined && <ErrorNotice error={find.error} />}
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <TextField
          ref={field}
          label={words.code}
          help={words.codeHint}
          error={misshapen ? words.codeShape : (known ?? null)}
          autoFocus
          autoCapitalize="characters"
          maxLength={40}
          placeholder="BCDF-GHJK"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="[&_input]:min-h-12 [&_input]:text-center [&_input]:font-mono [&_input]:text-xl [&_input]:tracking-[0.2em] [&_input]:uppercase"
        />
        <Button type="submit" look="primary" className={ACTION} disabled={find.isPending}>
          {words.go}
        </Button>
      </form>
    </Card>
  );
}

interface OutcomeProps {
  allowed: boolean;
  title: string;
  hint: string;
  children?: ReactNode;
}

/** How it ended: a sign, what happens now, and where one may go from here. */
function Outcome({ allowed, title, hint, children }: OutcomeProps) {
  const t = useMessages();
  return (
    <Card title={title}>
      <p role="status" className="flex items-start gap-3">
        {allowed ? (
          <CircleCheck aria-hidden size={20} className="mt-px shrink-0 text-good" />
        ) : (
          <CircleSlash2 aria-hidden size={20} className="mt-px shrink-0 text-muted" />
        )}
        {hint}
      </p>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {children}
        {allowed ? (
          <Link to="/account" className={QUIET_LINK}>
            {t.access.cli.account}
          </Link>
        ) : (
          <Link to="/" className={QUIET_LINK}>
            {t.access.cli.home}
          </Link>
        )}
      </div>
    </Card>
  );
}

interface VisitorProps {
  /** What the command line calls itself. */
  name: string;
  /** Where it asks from; null for this machine. */
  address: string | null;
  until?: string;
  me: Me;
}

/** Which command line asks, as whom it would act, and what it would get. */
function Visitor({ name, address, until, me }: VisitorProps) {
  const t = useMessages();
  const { language } = useLocale();
  const words = t.access.cli;
  return (
    <>
      <div className="flex items-start gap-3 rounded-lg border border-line bg-sunken p-4">
        <span className="grid size-9 shrink-0 place-items-center rounded-md bg-accent-soft text-accent">
          <SquareTerminal aria-hidden size={19} />
        </span>
        <p className="min-w-0">
          <strong className="block font-semibold break-words">{name}</strong>
          <span className="text-muted">
            {words.asks} · {address === null ? words.here : words.from(address)}
          </span>
        </p>
      </div>
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        <dt className="text-muted">{words.you}</dt>
        <dd>
          {me.name || me.login} <span className="text-muted">({t.app.roles[me.role]})</span>
        </dd>
        <dt className="text-muted">{words.gets}</dt>
        <dd>{words.token[me.role]}</dd>
        {until !== undefined && (
          <>
            <dt className="text-muted">{words.until}</dt>
            <dd>{formatMoment(until, language)}</dd>
          </>
        )}
      </dl>
      <p className="text-muted">
        <Quoted text={words.own} />
      </p>
    </>
  );
}

/** A sentence with commands in it, which stand between backticks. */
function Quoted({ text }: { text: string }) {
  return text.split("`").map((part, at) =>
    at % 2 === 0 ? (
      part
    ) : (
      <code key={at} className="font-mono text-[0.93rem] text-text">
        {part}
      </code>
    ),
  );
}

// How the links and the actions of the cards outside the shell look.

const QUIET_LINK = "self-start font-medium text-accent hover:underline";
const ACTIONS = "mt-1 grid grid-cols-2 gap-3";
const ACTION = "min-h-11 font-semibold!";
