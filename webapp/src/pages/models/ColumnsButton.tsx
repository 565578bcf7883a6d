/** Opens the column chooser. */
import { Columns3 } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { Button } from "../../components/Button.tsx";
import { useMessages } from "../../i18n/messages.ts";

const ColumnChooser = lazy(async () => ({ default: (await import("./ColumnChooser.tsx")).ColumnChooser }));

export interface ColumnsButtonProps {
  columns: readonly string[];
  onChange: (columns: readonly string[]) => void;
  onReset: () => void;
}

/** The button and, while open, the chooser. */
export function ColumnsButton({ columns, onChange, onReset }: ColumnsButtonProps) {
  const t = useMessages();
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button ref={trigger} aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(true)}>
        <Columns3 aria-hidden size={15} />
        {t.models.columns}
        <span className="text-muted">{columns.length}</span>
      </Button>
      {open && (
        <Suspense>
          <ColumnChooser
            columns={columns}
            trigger={trigger}
            onChange={onChange}
            onReset={onReset}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
