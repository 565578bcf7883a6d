/**
 * Keyboard shortcuts as text (`/`, `?`, `c`, `Mod+k`) and how a key press is matched to them. Knows no action.
 */

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing?: boolean;
  keyCode?: number;
}

/** Tell whether a press belongs to an input method: a Hangul syllable that is not finished fires nothing. */
export function isComposing(press: KeyPress): boolean {
  return press.isComposing === true || press.keyCode === 229;
}

/** Tell whether a press is a shortcut; `Mod` is Ctrl or the Command key. */
export function matches(shortcut: string, press: KeyPress): boolean {
  if (isComposing(press) || press.altKey) return false;
  const mod = press.ctrlKey || press.metaKey;
  if (shortcut.startsWith("Mod+")) return mod && press.key.toLowerCase() === shortcut.slice(4).toLowerCase();
  return !mod && press.key === shortcut;
}

/** Tell whether what has the focus takes letters for itself. */
export function takesLetters(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !["checkbox", "radio", "button", "submit"].includes(target.type);
  return (
    target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable
  );
}

const ON_MAC: Partial<Record<string, string>> = { Mod: "⌘", Alt: "⌥", Shift: "⇧" };

/** How a shortcut is shown, key by key: `Ctrl K`, or `⌘ K` on a Mac. */
export function showShortcut(shortcut: string, mac: boolean): string[] {
  const keys = shortcut.length > 1 ? shortcut.split("+") : [shortcut];
  return keys.map((key) => {
    const held = keys.length > 1 && key.length === 1 ? key.toUpperCase() : key;
    return mac ? (ON_MAC[held] ?? held) : held === "Mod" ? "Ctrl" : held;
  });
}
