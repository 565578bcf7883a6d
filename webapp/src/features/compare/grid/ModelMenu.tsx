/** What can be done to one model of a comparison. Loaded when first opened. */
import { useNavigate } from "@tanstack/react-router";
import type { RefObject } from "react";
import { Menu, MenuItem } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import type { Comparison } from "../../../api/types.ts";
import { useMessages } from "../../../i18n/messages.ts";
import { modelParams } from "../../../lib/paths.ts";
import { toasts } from "../../../lib/toasts.ts";

export interface ModelActs {
  makeBase: (id: string) => void;
  /** Move a model by so many places among those beside the base. */
  move: (id: string, by: number) => void;
  remove: (id: string) => void;
}

export interface ModelMenuProps {
  comparison: Comparison;
  model: number;
  acts: ModelActs;
  trigger: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
}

/** Shown while it is rendered. */
export function ModelMenu({ comparison, model, acts, trigger, onClose }: ModelMenuProps) {
  const t = useMessages();
  const navigate = useNavigate();
  const { ids, base } = comparison;
  const id = ids[model]!;
  const isBase = model === base;
  const others = ids.filter((_, at) => at !== base);
  const place = others.indexOf(id);
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(id);
      toasts.show(t.app.copied);
    } catch {
      toasts.show(t.app.copyFailed, "bad");
    }
  }
  const items: [string, string, () => void, boolean][] = [
    ["base", t.diff.makeBase, () => acts.makeBase(id), !isBase],
    ["left", t.diff.moveLeft, () => acts.move(id, -1), place > 0],
    ["right", t.diff.moveRight, () => acts.move(id, 1), place >= 0 && place < others.length - 1],
    [
      "open",
      t.diff.open,
      () => void navigate({ to: "/models/$dataset/$model", params: modelParams(id) }),
      true,
    ],
    [
      "near",
      t.diff.near,
      () => void navigate({ to: "/near/$dataset/$model", params: modelParams(id) }),
      true,
    ],
    ["copy", t.diff.copyId, () => void copy(), true],
    ["remove", t.diff.remove, () => acts.remove(id), true],
  ];
  return (
    <Popover
      isOpen
      triggerRef={trigger}
      aria-label={t.diff.menuOf(id)}
      placement="bottom end"
      onOpenChange={(open) => !open && onClose()}
      className="min-w-52 rounded-lg border border-line bg-raised shadow-float"
    >
      <Menu aria-label={t.diff.menuOf(id)} autoFocus="first" onClose={onClose} className="p-1.5 outline-none">
        {items
          .filter(([, , , offered]) => offered)
          .map(([key, label, run]) => (
            <MenuItem
              key={key}
              id={key}
              onAction={run}
              className="tap flex cursor-pointer items-center px-2.5 outline-none data-focused:bg-accent-soft"
            >
              {label}
            </MenuItem>
          ))}
      </Menu>
    </Popover>
  );
}
