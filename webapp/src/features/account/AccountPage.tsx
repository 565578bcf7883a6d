/** Who is signed in, their API tokens and sessions, and what this browser prefers. */
import { useQuery } from "@tanstack/react-query";
import { LogOut, Monitor, Smartphone } from "lucide-react";
import { lazy, type ReactNode, Suspense, useId, useState } from "react";
import { type Session, sessions, useEndSession } from "../../api/account.ts";
import { me } from "../../api/queries.ts";
import { Button } from "../../components/controls/Button.tsx";
import { INPUT } from "../../components/controls/TextField.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { Badge } from "../../components/layout/Badge.tsx";
import { Page } from "../../components/layout/Page.tsx";
import { usePreferences } from "../../components/usePreferences.ts";
import { useLocale, useMessages } from "../../i18n/messages.ts";
import { formatMoment, formatRelative } from "../../lib/format/format.ts";
import { type Density, type Language, preferences, type Theme } from "../../lib/storage/preferences.ts";
import { toasts } from "../../lib/toasts.ts";
import { Tokens } from "./Tokens.tsx";

/** The page at `/account`. */
export function AccountPage() {
  const t = useMessages();
  const who = useQuery(me());
  return (
    <Page title={t.account.title}>
      <section aria-labelledby="you" className="flex flex-col gap-2">
        <h2 id="you" className="text-lg font-semibold">
          {t.account.you}
        </h2>
        {who.isPending && <Skeleton lines={2} />}
        {who.isError && <ErrorNotice error={who.error} onRetry={() => void who.refetch()} />}
        {who.data && (
          <div className="flex flex-wrap items-center gap-x-6 gap-y-2 rounded-md border border-line bg-surface p-4">
            <span className="font-semibold">{who.data.name || who.data.login}</span>
            {who.data.name && who.data.name !== who.data.login && (
              <span className="text-muted">{who.data.login}</span>
            )}
            <Badge tone="accent">{t.app.roles[who.data.role]}</Badge>
            <span className="ml-auto text-muted">
              {t.account.server} <code className="font-mono break-all">{who.data.server.url}</code> ·{" "}
              {who.data.server.version}
            </span>
          </div>
        )}
      </section>
      {who.data && <Tokens mayWrite={who.data.role === "admin"} />}
      <Sessions />
      <PreferencesForm />
    </Page>
  );
}

/** Theme, language, row height and shortcuts of this browser; each choice counts at once. */
function PreferencesForm() {
  const t = useMessages();
  const { theme, language, density, singleKeys } = usePreferences();
  return (
    <section aria-labelledby="preferences" className="flex flex-col gap-2">
      <h2 id="preferences" className="text-lg font-semibold">
        {t.account.preferences}
      </h2>
      <div className="grid gap-4 rounded-md border border-line bg-surface p-4 sm:grid-cols-3">
        <Choice
          label={t.app.theme}
          value={theme}
          onChange={(value) => preferences.set({ theme: value as Theme })}
        >
          {Object.entries(t.app.themes).map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </Choice>
        <Choice
          label={t.app.language}
          value={language}
          onChange={(value) => preferences.set({ language: value as Language })}
        >
          <option value="en" lang="en">
            English
          </option>
          <option value="ko" lang="ko">
            한국어
          </option>
        </Choice>
        <Choice
          label={t.account.density}
          value={density}
          onChange={(value) => preferences.set({ density: value as Density })}
        >
          {Object.entries(t.account.densities).map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </Choice>
        <label className="flex items-start gap-2 sm:col-span-3">
          <input
            type="checkbox"
            checked={singleKeys}
            onChange={(event) => preferences.set({ singleKeys: event.target.checked })}
            className="mt-0.5 size-4 accent-accent-fill"
          />
          <span>
            <span className="font-medium">{t.account.singleKeys}</span>
            <span className="block text-muted">{t.account.singleKeysHint}</span>
          </span>
        </label>
      </div>
    </section>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  children: ReactNode;
}

function Choice({ label, value, onChange, children }: ChoiceProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)} className={INPUT}>
        {children}
      </select>
    </div>
  );
}

const SignOutEverywhere = lazy(async () => ({
  default: (await import("./SignOutEverywhere.tsx")).SignOutEverywhere,
}));

/** The browsers in which one is signed in: which, where, since when; ended one by one or all at once. */
function Sessions() {
  const t = useMessages();
  const found = useQuery(sessions());
  const [asking, setAsking] = useState(false);
  const rows = found.data ?? [];
  return (
    <section aria-labelledby="sessions" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="sessions" className="text-lg font-semibold">
          {t.access.sessions.title}
        </h2>
        <Button onClick={() => setAsking(true)} disabled={rows.length === 0}>
          <LogOut aria-hidden size={15} />
          {t.access.sessions.all}
        </Button>
      </div>
      <p className="text-muted">{t.access.sessions.hint}</p>
      {found.isPending && <Skeleton lines={3} />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {rows.length > 0 && (
        <ul
          aria-label={t.access.sessions.list}
          className="divide-y divide-line rounded-md border border-line bg-surface"
        >
          {rows.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </ul>
      )}
      <Suspense>
        {asking && <SignOutEverywhere count={rows.length} onClose={() => setAsking(false)} />}
      </Suspense>
    </section>
  );
}

/** One browser in which one is signed in. */
function SessionRow({ session }: { session: Session }) {
  const { messages, language } = useLocale();
  const words = messages.access.sessions;
  const end = useEndSession();
  const agent = readAgent(session.agent);
  const browser = agent.browser ?? words.unknown;
  const name = agent.system === null ? browser : words.agent(browser, agent.system);
  const Icon = agent.mobile ? Smartphone : Monitor;
  return (
    <li className="flex flex-wrap items-center gap-x-3.5 gap-y-2 px-4 py-3">
      <Icon aria-hidden size={19} className="shrink-0 text-faint" />
      <div className="min-w-48 grow">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium" title={session.agent}>
            {name}
          </span>
          {session.current && <Badge tone="good">{words.current}</Badge>}
        </p>
        <p className="flex flex-wrap gap-x-1.5 text-[0.93rem] text-muted">
          {session.address !== "" && <code className="font-mono">{session.address}</code>}
          <span title={formatMoment(session.seen_at, language)}>
            {session.address !== "" && "· "}
            {words.seen(formatRelative(session.seen_at, language))}
          </span>
          <span title={formatMoment(session.created_at, language)}>
            · {words.since(formatRelative(session.created_at, language))}
          </span>
        </p>
      </div>
      {!session.current && (
        <Button
          aria-label={words.endOf(name)}
          disabled={end.isPending}
          onClick={() => end.mutate(session.id, { onSuccess: () => toasts.show(words.ended(name)) })}
        >
          {words.end}
        </Button>
      )}
    </li>
  );
}

const BROWSERS: [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, "Edge"],
  [/\b(OPR|Opera)\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bWhale\//, "Whale"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(HeadlessChrome|Chromium)\//, "Chromium"],
  [/\b(Chrome|CriOS)\//, "Chrome"],
  [/\bVersion\/\S+ (Mobile\/\S+ )?Safari\//, "Safari"],
];

const SYSTEMS: [RegExp, string][] = [
  [/\biPhone\b/, "iOS"],
  [/\biPad\b/, "iPadOS"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bLinux\b|\bX11\b/, "Linux"],
];

const LONGEST = 60;

interface Agent {
  browser: string | null;
  system: string | null;
  /** For an icon. */
  mobile: boolean;
}

/** What a browser calls itself, in words: name and system. Pure; a name that is not known stands as it is. */
export function readAgent(text: string): Agent {
  const find = (known: [RegExp, string][]): string | null =>
    known.find(([sign]) => sign.test(text))?.[1] ?? null;
  const system = find(SYSTEMS);
  // Not a browser: `curl/8.5.0` and the like say who they are with their first word.
  const other = text.trim().split(/[\s/]/)[0]!.slice(0, LONGEST);
  const browser = find(BROWSERS) ?? (other === "" || other === "Mozilla" ? null : other);
  return { browser, system, mobile: system === "iOS" || system === "iPadOS" || system === "Android" };
}
