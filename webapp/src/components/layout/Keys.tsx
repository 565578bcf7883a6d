/** A shortcut as keys. */
import { showShortcut } from "../../lib/shortcuts.ts";

const MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Shows `Ctrl K`, or `⌘ K` on a Mac. */
export function Keys({ shortcut }: { shortcut: string }) {
  return (
    <span className="inline-flex gap-1">
      {showShortcut(shortcut, MAC).map((key) => (
        <kbd
          key={key}
          className="grid h-5 min-w-5 place-items-center rounded border border-line bg-sunken px-1 font-sans text-[0.82rem] text-muted"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
