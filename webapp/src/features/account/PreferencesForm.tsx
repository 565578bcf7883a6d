/** Theme, language, row height and shortcuts of this browser; each choice counts at once. */
import { useId, type ReactNode } from "react";
import { INPUT } from "../../components/controls/TextField.tsx";
import { usePreferences } from "../../components/usePreferences.ts";
import { useMessages } from "../../i18n/messages.ts";
import { preferences, type Density, type Language, type Theme } from "../../lib/storage/preferences.ts";

/** The last section of the account page. */
export function PreferencesForm() {
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
