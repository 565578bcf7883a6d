/** The `?` sheet: the shortcuts of the registered actions, and the keys of the table. Loaded when first opened. */
import { useSyncExternalStore } from "react";
import { Dialog } from "../components/Dialog.tsx";
import { Keys } from "../components/Keys.tsx";
import { useMessages } from "../i18n/messages.ts";
import { actions } from "../lib/actions.ts";

/** Shown while it is rendered. */
export function ShortcutsSheet({ onClose }: { onClose: () => void }) {
  const t = useMessages();
  const list = useSyncExternalStore(actions.subscribe, actions.list);
  const own = list.filter((action) => action.shortcut !== undefined);
  const names = t.models.keyNames;
  const table: [string[], string][] = [
    [["←", "→", "↑", "↓"], names.move],
    [["Home", "End"], names.edge],
    [["PgUp", "PgDn"], names.page],
    [["Mod+Home", "Mod+End"], names.corner],
    [["Space"], names.select],
    [["Enter"], names.open],
  ];
  return (
    <Dialog title={t.app.shortcuts} onClose={onClose}>
      <dl className="grid grid-cols-[1fr_auto] gap-x-6 gap-y-2">
        {own.map((action) => (
          <div key={action.id} className="contents">
            <dt>{action.label}</dt>
            <dd className="text-right">
              <Keys shortcut={action.shortcut!} />
            </dd>
          </div>
        ))}
      </dl>
      <h3 className="font-semibold">{t.app.tableKeys}</h3>
      <dl className="grid grid-cols-[1fr_auto] gap-x-6 gap-y-2">
        {table.map(([shortcuts, name]) => (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd className="flex flex-wrap justify-end gap-1">
              {shortcuts.map((shortcut) => (
                <Keys key={shortcut} shortcut={shortcut} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
