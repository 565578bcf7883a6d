/**
 * What this browser likes: theme, language, density, single-key shortcuts. Kept in localStorage, which must never
 * hold anything secret; a browser that refuses storage just forgets.
 */

export type Theme = "system" | "light" | "dark";
export type Language = "en" | "ko";
export type Density = "compact" | "normal" | "tall";

export interface Preferences {
  theme: Theme;
  language: Language;
  density: Density;
  singleKeys: boolean;
}

const STORAGE_KEY = "modelbase.preferences";
const CHOICES = {
  theme: ["system", "light", "dark"],
  language: ["en", "ko"],
  density: ["compact", "normal", "tall"],
  singleKeys: [true, false],
} as const;

/** Read preferences from stored text, taking only known values. */
export function readPreferences(stored: string | null, browserLanguage: string): Preferences {
  const defaults: Preferences = {
    theme: "system",
    language: browserLanguage.toLowerCase().startsWith("ko") ? "ko" : "en",
    density: "normal",
    singleKeys: true,
  };
  const given = parseObject(stored);
  const known = Object.entries(CHOICES).filter(([name, values]) =>
    (values as readonly unknown[]).includes(given[name]),
  );
  return { ...defaults, ...Object.fromEntries(known.map(([name]) => [name, given[name]])) };
}

function parseObject(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Preferences with subscribers; one of them for the whole app. */
export class PreferenceStore {
  private current: Preferences;
  private readonly listeners = new Set<() => void>();

  constructor() {
    this.current = readPreferences(storage()?.getItem(STORAGE_KEY) ?? null, navigator.language);
  }

  get = (): Preferences => this.current;

  set(change: Partial<Preferences>): void {
    this.current = { ...this.current, ...change };
    storage()?.setItem(STORAGE_KEY, JSON.stringify(this.current));
    for (const listener of this.listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

export const preferences = new PreferenceStore();
