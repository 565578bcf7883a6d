/** Opens what is left out of the comparison. */
import { EyeOff } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { useMessages } from "../../../i18n/messages.ts";

const IgnorePanel = lazy(async () => ({ default: (await import("./IgnorePanel.tsx")).IgnorePanel }));

export interface IgnoreButtonProps {
  ignore: readonly string[];
  onChange: (ignore: readonly string[]) => void;
}

/** The button and, while open, the panel. */
export function IgnoreButton({ ignore, onChange }: IgnoreButtonProps) {
  const t = useMessages();
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button ref={trigger} aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(true)}>
        <EyeOff aria-hidden size={15} />
        {t.diff.ignore}
        {ignore.length > 0 && <span className="text-accent">{ignore.length}</span>}
      </Button>
      {open && (
        <Suspense>
          <IgnorePanel ignore={ignore} trigger={trigger} onChange={onChange} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
