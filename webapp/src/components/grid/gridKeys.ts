/** The keys of a table as the `?` sheet lists them. What they do is in useGridInput.ts. */
import type { Messages } from "../../i18n/messages.ts";
import type { KeyLine } from "../../lib/actions.ts";

/** One line for each thing that keys do. */
export function gridKeys(t: Messages): KeyLine[] {
  const { keyNames: moves } = t.models;
  const { keyNames: more } = t.grid;
  const lines: [string, string][] = [
    [moves.move, "← → ↑ ↓"],
    [moves.edge, "Home End"],
    [moves.page, "PgUp PgDn"],
    [moves.corner, "Mod+Home Mod+End"],
    [moves.open, "Enter"],
    [more.also, "Shift+Enter"],
    [moves.select, "Space"],
    [more.range, "Shift+Space Shift+↑ Shift+↓"],
    [more.all, "Mod+a"],
    [more.menu, "Shift+F10 Alt+↓"],
    [more.width, "Alt+← Alt+→"],
    [more.place, "Alt+Shift+← Alt+Shift+→"],
  ];
  return lines.map(([label, keys]) => ({ label, group: t.app.tableKeys, keys: keys.split(" ") }));
}
