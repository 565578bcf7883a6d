/** The command palette: every action that can be done here and now, found by typing. Loaded when first opened. */
import { useMemo, useSyncExternalStore } from "react";
import { Autocomplete, useFilter } from "react-aria-components/Autocomplete";
import { Header } from "react-aria-components/Header";
import { Input } from "react-aria-components/Input";
import { Menu, MenuItem, MenuSection } from "react-aria-components/Menu";
import { Dialog as KitDialog, Modal, ModalOverlay } from "react-aria-components/Modal";
import { SearchField } from "react-aria-components/SearchField";
import { Keys } from "../components/layout/Keys.tsx";
import { useMessages } from "../i18n/messages.ts";
import { actions } from "../lib/actions.ts";

/** Shown while it is rendered. */
export function Palette({ onClose }: { onClose: () => void }) {
  const t = useMessages();
  const { contains } = useFilter({ sensitivity: "base" });
  const list = useSyncExternalStore(actions.subscribe, actions.list);
  const groups = useMemo(
    // What opens this very list is no news in it.
    () =>
      Object.entries(
        Object.groupBy(
          list.filter(({ id }) => id !== "palette"),
          ({ group }) => group,
        ),
      ),
    [list],
  );

  function run(id: string): void {
    onClose();
    // After the focus has gone back to where it was, so that an action may move it on.
    requestAnimationFrame(() => requestAnimationFrame(() => list.find((action) => action.id === id)?.run()));
  }
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
      className="fixed inset-0 z-50 flex items-start justify-center bg-[#0b0b1066] p-3 pt-[12vh]"
    >
      <Modal className="w-full max-w-xl">
        <KitDialog
          aria-label={t.app.palette}
          className="flex max-h-[70vh] flex-col overflow-hidden rounded-xl border border-line bg-raised shadow-float outline-none"
        >
          <Autocomplete filter={contains}>
            <SearchField autoFocus aria-label={t.app.paletteHint} className="border-b border-line p-2">
              <Input placeholder={t.app.paletteHint} className="tap w-full bg-transparent outline-none" />
            </SearchField>
            <Menu
              aria-label={t.app.palette}
              onAction={(key) => run(String(key))}
              className="overflow-y-auto p-1.5 outline-none"
              renderEmptyState={() => <p className="px-3 py-6 text-center text-muted">{t.app.noCommand}</p>}
            >
              {groups.map(([group, items]) => (
                <MenuSection key={group} id={group}>
                  <Header className="px-2.5 pt-2 pb-1 text-[0.82rem] text-muted">{group}</Header>
                  {items!.map((action) => (
                    <MenuItem
                      key={action.id}
                      id={action.id}
                      textValue={action.label}
                      className="tap flex items-center justify-between gap-3 px-2.5 outline-none data-focused:bg-accent-soft"
                    >
                      {action.label}
                      {action.shortcut && <Keys shortcut={action.shortcut} />}
                    </MenuItem>
                  ))}
                </MenuSection>
              ))}
            </Menu>
          </Autocomplete>
        </KitDialog>
      </Modal>
    </ModalOverlay>
  );
}
