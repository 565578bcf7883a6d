/**
 * Where a person wanted to go when they left for GitHub: the way back after a refusal does not say it. Kept for this
 * tab alone; a browser that refuses storage just forgets.
 */

const STORED = "modelbase.wish";

/** Remember a path of this app. */
export function rememberReturnPath(path: string): void {
  try {
    window.sessionStorage.setItem(STORED, path);
  } catch {
    // Forgotten, then.
  }
}

/** The path that was wanted last, if any. */
export function lastReturnPath(): string | null {
  try {
    return window.sessionStorage.getItem(STORED);
  } catch {
    return null;
  }
}
