/** A menu at a heading or a cell. Loaded when first opened; the focus goes back to the table when it closes. */
import { Fragment } from "react";
import { Menu, MenuItem, MenuSection } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { Separator } from "react-aria-components/Separator";
import { Keys } from "../layout/Keys.tsx";
import type { MenuEntry, MenuSections } from "./grid.ts";

export interface GridMenuProps {
  label: string;
  anchor: HTMLElement;
  sections: MenuSections;
  onClose: () => void;
}

/** Shown while it is rendered. */
export function GridMenu({ label, anchor, sections, onClose }: GridMenuProps) {
  const filled = sections.filter((section) => section.length > 0);
  const entries = filled.flat();
  return (
    <Popover
      isOpen
      triggerRef={{ current: anchor }}
      aria-label={label}
      placement="bottom start"
      offset={2}
      onOpenChange={(open) => !open && onClose()}
      className="min-w-56 overflow-y-auto rounded-lg border border-line bg-raised shadow-float"
    >
      <Menu
        aria-label={label}
        autoFocus="first"
        disabledKeys={entries.filter((entry) => entry.disabled).map((entry) => entry.id)}
        onAction={(id) => entries.find((entry) => entry.id === id)?.run(anchor)}
        onClose={onClose}
        className="p-1.5 outline-none"
      >
        {filled.map((section, at) => (
          <Fragment key={section[0]!.id}>
            {at > 0 && <Separator className="my-1 h-px bg-line" />}
            <MenuSection aria-label={label}>
              {section.map((entry) => (
                <Entry key={entry.id} entry={entry} />
              ))}
            </MenuSection>
          </Fragment>
        ))}
      </Menu>
    </Popover>
  );
}

function Entry({ entry }: { entry: MenuEntry }) {
  return (
    <MenuItem
      id={entry.id}
      textValue={entry.label}
      className="flex min-h-8 cursor-pointer items-center justify-between gap-6 rounded-md px-2.5 outline-none data-disabled:cursor-default data-disabled:text-faint data-disabled:opacity-60 data-focused:bg-accent-soft"
    >
      <span>{entry.label}</span>
      {entry.keys && (
        <span aria-hidden className="flex gap-1">
          {entry.keys.map((key) => (
            <Keys key={key} shortcut={key} />
          ))}
        </span>
      )}
    </MenuItem>
  );
}
