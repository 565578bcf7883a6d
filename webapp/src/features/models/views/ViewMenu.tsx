/** The rarer things to do with a view: rename, make default, save as, delete. Loaded with the first saved view. */
import { useState, type RefObject } from "react";
import { Menu, MenuItem, type MenuItemProps } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { useReplaceView, type View } from "./views.ts";
import { useMessages } from "../../../i18n/messages.ts";
import { asSentence, failureOf } from "../../../lib/failure.ts";
import { toasts } from "../../../lib/toasts.ts";
import { DeleteView } from "./DeleteView.tsx";
import { RenameView } from "./RenameView.tsx";

export interface ViewMenuProps {
  open: boolean;
  view: View;
  trigger: RefObject<HTMLButtonElement | null>;
  may: { change: boolean; team: boolean };
  onSaveAs: () => void;
  onGone: () => void;
  onClose: () => void;
}

/** The menu and the dialogs that it opens. */
export function ViewMenu({ open, view, trigger, may, onSaveAs, onGone, onClose }: ViewMenuProps) {
  const t = useMessages();
  const words = t.tools.views;
  const [dialog, setDialog] = useState<"rename" | "delete" | null>(null);
  const replace = useReplaceView();

  function makeDefault(to: boolean): void {
    const { name, scope, state } = view;
    replace.mutate(
      { id: view.id, revision: view.revision, body: { name, scope, state, default: to } },
      {
        onSuccess: () => toasts.show(to ? words.nowDefault(name) : words.noDefault(name)),
        onError: (error) => toasts.show(asSentence(failureOf(error).message), "bad"),
      },
    );
  }
  return (
    <>
      <Popover
        isOpen={open}
        triggerRef={trigger}
        placement="bottom end"
        onOpenChange={(next) => !next && onClose()}
        className="min-w-52 overflow-y-auto rounded-lg border border-line bg-raised shadow-float"
      >
        <Menu
          aria-label={words.more(view.name)}
          autoFocus="first"
          onClose={onClose}
          className="p-1.5 outline-none"
        >
          {may.change && <Item onAction={() => setDialog("rename")}>{words.rename}</Item>}
          {may.change && (
            <Item onAction={() => makeDefault(!view.default)}>
              {view.default ? words.dropDefault : words.makeDefault[view.scope]}
            </Item>
          )}
          <Item onAction={onSaveAs}>{words.saveAs}</Item>
          {may.change && (
            <Item onAction={() => setDialog("delete")} className="text-bad">
              {words.delete}
            </Item>
          )}
        </Menu>
      </Popover>
      {dialog === "rename" && <RenameView view={view} onClose={() => setDialog(null)} />}
      {dialog === "delete" && <DeleteView view={view} onGone={onGone} onClose={() => setDialog(null)} />}
    </>
  );
}

function Item({ className = "", ...rest }: MenuItemProps & { className?: string }) {
  return (
    <MenuItem
      {...rest}
      className={`tap flex cursor-pointer items-center px-2.5 outline-none data-focused:bg-accent-soft ${className}`}
    />
  );
}
