/** What can be done to one checkpoint. Loaded when first opened. */
import { Eraser, Tag, Trash2, type LucideIcon } from "lucide-react";
import type { RefObject } from "react";
import { Menu, MenuItem } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import type { Checkpoint } from "../../../api/types.ts";
import { useWords } from "./useWords.ts";

export type CheckpointAct = "label" | "weights" | "checkpoint";

export interface CheckpointMenuProps {
  checkpoint: Checkpoint;
  trigger: RefObject<HTMLButtonElement | null>;
  onAct: (act: CheckpointAct) => void;
  onClose: () => void;
}

/** Shown while it is rendered. */
export function CheckpointMenu({ checkpoint, trigger, onAct, onClose }: CheckpointMenuProps) {
  const words = useWords().content;
  const items: [CheckpointAct, string, LucideIcon, boolean][] = [
    ["label", words.change, Tag, true],
    ["weights", words.deleteWeights, Eraser, checkpoint.state !== "weights_deleted"],
    ["checkpoint", words.deleteCheckpoint, Trash2, true],
  ];
  return (
    <Popover
      isOpen
      triggerRef={trigger}
      aria-label={words.acts(checkpoint.label)}
      placement="bottom end"
      onOpenChange={(open) => !open && onClose()}
      className="min-w-52 rounded-lg border border-line bg-raised shadow-float"
    >
      <Menu
        aria-label={words.acts(checkpoint.label)}
        autoFocus="first"
        onAction={(act) => onAct(act as CheckpointAct)}
        className="p-1.5 outline-none"
      >
        {items
          .filter(([, , , offered]) => offered)
          .map(([act, label, Icon]) => (
            <MenuItem
              key={act}
              id={act}
              textValue={label}
              className="tap flex cursor-pointer items-center gap-2 px-2.5 outline-none data-focused:bg-accent-soft"
            >
              <Icon aria-hidden size={15} className="text-muted" />
              {label}
            </MenuItem>
          ))}
      </Menu>
    </Popover>
  );
}
