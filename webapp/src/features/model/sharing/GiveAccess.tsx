/** Opens a model by a link or to a GitHub login; a new link is shown in its place, once. */
import { useQuery } from "@tanstack/react-query";
import { Link2, UserPlus } from "lucide-react";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { me } from "../../../api/queries.ts";
import { type Part, USUAL_PARTS } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { Segments } from "../../../components/controls/Segments.tsx";
import { Snippet } from "../../../components/controls/Snippet.tsx";
import { INPUT, TextField } from "../../../components/controls/TextField.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { linkAddress, serverAddress } from "../../../lib/paths.ts";
import { toasts } from "../../../lib/toasts.ts";
import { useShareModel } from "../../shares/sharing.ts";
import { PartsField } from "./PartsField.tsx";

/** The second section of the dialog. */
export function GiveAccess({ id }: { id: string }) {
  const t = useMessages();
  const heading = useId();
  const { share, wanted, form, set, send } = useGiveAccess(id);
  const link = wanted.kind === "link";
  const Icon = link ? Link2 : UserPlus;
  function submit(event: FormEvent): void {
    event.preventDefault();
    send();
  }
  if (share.data?.secret) return <NewLink secret={share.data.secret} onDone={share.reset} />;
  return (
    <section aria-labelledby={heading} className="rounded-lg border border-line p-3">
      <form onSubmit={submit} className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <h3 id={heading} className="font-semibold">
            {t.share.add}
          </h3>
          <Segments
            label={t.share.kindLabel}
            value={wanted.kind}
            options={[
              { value: "link", label: t.share.kind.link },
              { value: "login", label: t.share.kind.login },
            ]}
            onChange={set.kind}
          />
        </div>
        {!link && <LoginField value={form.typed} wrong={form.wrong} onChange={set.login} />}
        <PartsField sees={wanted.sees} onChange={set.sees} />
        <div className="flex flex-wrap items-center justify-between gap-2">
          <EndsField days={form.days} mayStay={!link} onChange={set.days} />
          <Button type="submit" disabled={share.isPending || !form.ready}>
            <Icon aria-hidden size={15} />
            {link ? t.share.createLink : t.share.grant}
          </Button>
        </div>
        {share.isError && <ErrorNotice error={share.error} />}
        <Snippet code={shareCommand(id, wanted)} label={t.share.command} />
      </form>
    </section>
  );
}

const DAYS = [1, 7, 30, 90, 365];

interface EndsFieldProps {
  /** Null is never. */
  days: number | null;
  mayStay: boolean;
  onChange: (days: number | null) => void;
}

/** When a share ends. */
function EndsField({ days, mayStay, onChange }: EndsFieldProps) {
  const t = useMessages();
  return (
    <label className="inline-flex items-center gap-2">
      {t.share.expires}
      <select
        value={days ?? ""}
        onChange={(event) => onChange(event.target.value === "" ? null : Number(event.target.value))}
        className={`${INPUT} w-auto!`}
      >
        {DAYS.map((count) => (
          <option key={count} value={count}>
            {t.share.after(count * 24)}
          </option>
        ))}
        {mayStay && <option value="">{t.share.never}</option>}
      </select>
    </label>
  );
}

interface LoginFieldProps {
  value: string;
  wrong: boolean;
  onChange: (login: string) => void;
}

/** To whom a model is opened, and whether they can get in here at all. */
function LoginField({ value, wrong, onChange }: LoginFieldProps) {
  const t = useMessages();
  const who = useQuery(me());
  const closed = who.data ? !who.data.server.guests : false;
  return (
    <TextField
      label={t.share.login}
      placeholder="octocat"
      help={closed ? t.share.loginClosed : t.share.loginNote}
      error={wrong ? t.share.loginWrong : null}
      maxLength={100}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** A link that was just made, with its secret: to be copied now, for it is not shown again. */
function NewLink({ secret, onDone }: { secret: string; onDone: () => void }) {
  const t = useMessages();
  const heading = useId();
  const field = useRef<HTMLInputElement>(null);
  const address = linkAddress(secret, serverAddress());
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
    if (field.current) field.current.scrollLeft = 0;
  }, []);
  return (
    <section
      aria-labelledby={heading}
      className="flex flex-col gap-3 rounded-lg border border-accent bg-accent-soft p-3"
    >
      <h3 id={heading} className="font-semibold">
        {t.share.made}
      </h3>
      <div className="flex flex-wrap gap-2">
        <input
          ref={field}
          readOnly
          aria-label={t.share.madeLink}
          value={address}
          className={`${INPUT} min-w-0 grow basis-60 font-mono text-[0.93rem]`}
        />
        <CopyButton wide text={address} label={t.share.copyLink} />
      </div>
      <div className="flex flex-wrap items-end justify-between gap-2">
        <p className="min-w-0 grow basis-60 text-muted">{t.share.madeHint}</p>
        <Button onClick={onDone}>{t.account.done}</Button>
      </div>
    </section>
  );
}

interface Wanted {
  kind: "link" | "login";
  login: string;
  sees: readonly Part[];
  hours: number | null;
}

/** The command that shares as a form says. Text only. */
function shareCommand(id: string, { kind, login, sees, hours }: Wanted): string {
  const whom = kind === "link" ? "--link" : `--with ${login.trim() || "LOGIN"}`;
  const usual = sees.join() === USUAL_PARTS.join();
  const only = usual ? [] : sees.map((part) => `--only ${part}`);
  const expires = hours === null ? [] : [`--expires ${hours / 24}d`];
  return ["modelbase share", id, whom, ...only, ...expires].join(" ");
}

const LINK_DAYS = 30;
const LOGIN = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?$/;

/** What the form of a new share holds, and sending it. No markup. */
function useGiveAccess(id: string) {
  const t = useMessages();
  const share = useShareModel(id);
  const [kind, setKind] = useState<"link" | "login">("link");
  const [typed, setLogin] = useState("");
  const [sees, setSees] = useState<Part[]>([...USUAL_PARTS]);
  const [chosen, setDays] = useState<number | null | undefined>(undefined);
  const login = typed.trim();
  // A link always ends; a grant ends if a person says so.
  const days = kind === "link" ? (chosen ?? LINK_DAYS) : (chosen ?? null);
  const hours = days === null ? null : days * 24;
  const named = LOGIN.test(login);

  function send(): void {
    if (kind === "login" && !named) return;
    const body = {
      kind,
      sees,
      ...(kind === "login" && { login }),
      ...(hours !== null && { expires_in_hours: hours }),
    };
    share.mutate(body, {
      onSuccess: (made) => {
        if (made.kind !== "login") return;
        toasts.show(t.share.granted(made.login ?? login));
        setLogin("");
      },
    });
  }
  return {
    share,
    wanted: { kind, login, sees, hours },
    form: { typed, days, wrong: login !== "" && !named, ready: kind === "link" || named },
    set: { kind: setKind, login: setLogin, sees: setSees, days: setDays },
    send,
  };
}
