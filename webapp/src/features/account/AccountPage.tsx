/** Who is signed in, their API tokens and sessions, and what this browser prefers. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useId } from "react";
import { me } from "../../api/queries.ts";
import { INPUT } from "../../components/controls/TextField.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { Badge } from "../../components/layout/Badge.tsx";
import { Page } from "../../components/layout/Page.tsx";
import { usePreferences } from "../../components/usePreferences.ts";
import { useMessages } from "../../i18n/messages.ts";
import { type Density, type Language, preferences, type Theme } from "../../lib/storage/preferences.ts";
import { Sessions } from "./Sessions.tsx";
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
              {t.account.server} <code className="font-mono">{who.data.server.url}</code> ·{" "}
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
