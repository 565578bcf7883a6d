/** Texts that are being written and not saved yet, kept in this browser for a week. Knows no noun. */

const PREFIX = "modelbase.draft.";
const KEPT_MS = 7 * 24 * 3600 * 1000;

export interface Draft {
  text: string;
  /** The revision that it was begun from. */
  revision: number;
  /** When it was last written, in milliseconds. */
  at: number;
}

/** The draft that was kept under a name, if it is one and not too old. */
export function readDraft(name: string, now: number = Date.now()): Draft | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PREFIX + name) ?? "null");
    return isDraft(kept) && now - kept.at < KEPT_MS ? kept : null;
  } catch {
    return null; // not ours, or storage is closed: as if there were none
  }
}

/** Keep a draft; a browser that has no room keeps none. */
export function keepDraft(name: string, draft: Draft): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(draft));
  } catch {
    localStorage.removeItem(PREFIX + name); // an older text would be worse than none
  }
}

/** Forget a draft. */
export function dropDraft(name: string): void {
  localStorage.removeItem(PREFIX + name);
}

/** Forget all drafts: signing out leaves nothing behind. */
export function dropAllDrafts(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}

function isDraft(kept: unknown): kept is Draft {
  if (typeof kept !== "object" || kept === null) return false;
  const { text, revision, at } = kept as Partial<Draft>;
  return typeof text === "string" && typeof revision === "number" && typeof at === "number";
}
