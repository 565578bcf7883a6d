/** The `?` sheet: the shortcuts of the registered actions, and the keys of what is on the page. Loaded when first opened. */
import { useSyncExternalStore } from "react";
import { Dialog } from "../components/layout/Dialog.tsx";
import { Keys } from "../components/layout/Keys.tsx";
import { useMessages } from "../i18n/messages.ts";
import { actions, type KeyLine } from "../lib/actions.ts";

/** Shown while it is rendered. */
export function ShortcutsSheet({ onClose }: { onClose: () => void }) {
  const t = useMessages();
  const list = useSyncExternalStore(actions.subscribe, actions.list);
  const lines = useSyncExternalStore(actions.subscribe, actions.keyLines);
  const everywhere = list.flatMap(({ label, group, shortcut }): KeyLine[] =>
    shortcut === undefined ? [] : [{ label, group, keys: [shortcut] }],
  );
  const own = Map.groupBy(everywhere, (line) => line.group);
  const widgets = Map.groupBy(lines, (line) => line.group);
  return (
    <Dialog title={t.app.shortcuts} wide={widgets.size > 0} onClose={onClose}>
      <div className={`grid gap-x-10 gap-y-5 ${widgets.size > 0 ? "sm:grid-cols-[2fr_3fr]" : ""}`}>
        {[own, widgets].map((groups, at) => (
          <div key={at} className="flex min-w-0 flex-col gap-5">
            {[...groups].map(([group, its]) => (
              <Group key={group} name={group} lines={its} />
            ))}
          </div>
        ))}
      </div>
    </Dialog>
  );
}

function Group({ name, lines }: { name: string; lines: readonly KeyLine[] }) {
  return (
    <section>
      <h3 className="mb-1 text-[0.86rem] text-muted">{name}</h3>
      <dl>
        {lines.map(({ label, keys }) => (
          <div key={label} className="flex items-center justify-between gap-4 border-t border-line py-1.5">
            <dt className="min-w-0">{label}</dt>
            <dd className="flex max-w-[65%] shrink-0 flex-wrap justify-end gap-x-2.5 gap-y-1">
              {keys.map((key) => (
                <Keys key={key} shortcut={key} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
