/** A menu of what can be done to one thing, at the button that opens it. Loaded when first opened. */
import type { LucideIcon } from "lucide-react";
import type { RefObject } from "react";
import { Menu, MenuItem } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";

export interface Act<Key extends string> {
  id: Key;
  label: string;
  icon: LucideIcon;
}

export interface ActsMenuProps<Key extends string> {
  label: string;
  acts: readonly Act<Key>[];
  trigger: RefObject<HTMLButtonElement | null>;
  onAct: (act: Key) => void;
  onClose: () => void;
}

/** Shown while it is rendered. */
export function ActsMenu<Key extends string>({ label, acts, trigger, onAct, onClose }: ActsMenuProps<Key>) {
  return (
    <Popover
      isOpen
      triggerRef={trigger}
      aria-label={label}
      placement="bottom end"
      onOpenChange={(open) => !open && onClose()}
      className="min-w-52 rounded-lg border border-line bg-raised shadow-float"
    >
      <Menu
        aria-label={label}
        autoFocus="first"
        onAction={(act) => onAct(act as Key)}
        className="p-1.5 outline-none"
      >
        {acts.map(({ id, label: words, icon: Icon }) => (
          <MenuItem
            key={id}
            id={id}
            textValue={words}
            className="tap flex cursor-pointer items-center gap-2 px-2.5 outline-none data-focused:bg-accent-soft"
          >
            <Icon aria-hidden size={15} className="text-muted" />
            {words}
          </MenuItem>
        ))}
      </Menu>
    </Popover>
  );
}
