/** The rarer things to do with a view: rename, make default, save as, delete. Loaded with the first saved view. */
import { type FormEvent, type RefObject, useState } from "react";
import { Menu, MenuItem, type MenuItemProps } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { Button } from "../../../components/controls/Button.tsx";
import { TextField } from "../../../components/controls/TextField.tsx";
import { Dialog } from "../../../components/layout/Dialog.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { asSentence, failureOf } from "../../../lib/failure.ts";
import { toasts } from "../../../lib/toasts.ts";
import { useDeleteView, useReplaceView, type View } from "./views.ts";

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

interface DeleteViewProps {
  view: View;
  onGone: () => void;
  onClose: () => void;
}

/** Asks before a view is deleted: it has no trash. The models stay. */
function DeleteView({ view, onGone, onClose }: DeleteViewProps) {
  const t = useMessages();
  const words = t.tools.views;
  const remove = useDeleteView();
  async function run(): Promise<void> {
    await remove.mutateAsync(view.id);
    toasts.show(words.deleted(view.name));
    onClose();
    onGone();
  }
  return (
    <Dialog alert title={words.deleteTitle(view.name)} onClose={onClose}>
      <p>{view.scope === "team" ? words.deleteTeam : words.deletePersonal}</p>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t.app.cancel}</Button>
        <Button look="danger" disabled={remove.isPending} onClick={() => void run()}>
          {words.delete}
        </Button>
      </div>
    </Dialog>
  );
}

/** Gives a view another name; its link stays. */
function RenameView({ view, onClose }: { view: View; onClose: () => void }) {
  const t = useMessages();
  const words = t.tools.views;
  const [name, setName] = useState(view.name);
  const replace = useReplaceView();
  function submit(event: FormEvent): void {
    event.preventDefault();
    const body = { name, scope: view.scope, state: view.state };
    replace.mutate({ id: view.id, revision: view.revision, body }, { onSuccess: onClose });
  }
  return (
    <Dialog title={words.renameTitle} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          autoFocus
          label={words.name}
          value={name}
          maxLength={100}
          error={replace.error && asSentence(failureOf(replace.error).message)}
          onChange={(event) => setName(event.target.value)}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button type="submit" look="primary" disabled={name.trim() === "" || replace.isPending}>
            {t.app.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
