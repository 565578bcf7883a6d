/** The button that opens a menu of what can be done to one thing. */
import { Ellipsis } from "lucide-react";
import { lazy, Suspense, useState, type RefObject } from "react";
import type { Act } from "./ActsMenu.tsx";
import { Button, type ButtonProps } from "./Button.tsx";

const ActsMenu = lazy(async () => ({ default: (await import("./ActsMenu.tsx")).ActsMenu }));

export interface ActsButtonProps<Key extends string> {
  label: string;
  acts: readonly Act<Key>[];
  /** The button itself, to which the focus goes back when what was chosen is done. */
  button: RefObject<HTMLButtonElement | null>;
  onAct: (act: Key) => void;
  look?: ButtonProps["look"];
}

/** Three dots. */
export function ActsButton<Key extends string>({ label, acts, button, onAct, look }: ActsButtonProps<Key>) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        ref={button}
        look={look}
        square
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={label}
        onClick={() => setOpen(true)}
      >
        <Ellipsis aria-hidden size={16} />
      </Button>
      <Suspense>
        {open && (
          <ActsMenu
            label={label}
            acts={acts}
            trigger={button}
            onAct={(act) => {
              setOpen(false);
              onAct(act as Key);
            }}
            onClose={() => setOpen(false)}
          />
        )}
      </Suspense>
    </>
  );
}
