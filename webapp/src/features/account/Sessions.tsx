/** The browsers in which one is signed in: which, where, since when; ended one by one or all at once. */
import { useQuery } from "@tanstack/react-query";
import { LogOut, Monitor, Smartphone } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { type Session, sessions, useEndSession } from "../../api/account.ts";
import { Button } from "../../components/controls/Button.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { Badge } from "../../components/layout/Badge.tsx";
import { useLocale, useMessages } from "../../i18n/messages.ts";
import { formatMoment, formatRelative } from "../../lib/format/format.ts";
import { toasts } from "../../lib/toasts.ts";

const SignOutEverywhere = lazy(async () => ({
  default: (await import("./SignOutEverywhere.tsx")).SignOutEverywhere,
}));

/** A section of the account page. */
export function Sessions() {
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
