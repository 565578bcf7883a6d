/** Which columns are shown and in which order: take out, move, add a field or any key. Loaded when first opened. */
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useState, type FormEvent, type RefObject } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Popover } from "react-aria-components/Popover";
import { Button } from "../../components/Button.tsx";
import { TextField } from "../../components/TextField.tsx";
import { useMessages, type Messages } from "../../i18n/messages.ts";
import { formatKey, parseKey } from "../../lib/keys.ts";
import { FIELD_COLUMNS, qualified } from "./columns.tsx";

export interface ColumnChooserProps {
  columns: readonly string[];
  trigger: RefObject<HTMLButtonElement | null>;
  onChange: (columns: readonly string[]) => void;
  onReset: () => void;
  onClose: () => void;
}

/** Shown while it is rendered. */
export function ColumnChooser({ columns, trigger, onChange, onReset, onClose }: ColumnChooserProps) {
  const t = useMessages();
  const more = FIELD_COLUMNS.filter((key) => !columns.includes(key));
  const moved = (at: number, by: number): string[] => {
    const next = [...columns];
    next.splice(at + by, 0, ...next.splice(at, 1));
    return next;
  };
  return (
    <Popover
      isOpen
      triggerRef={trigger}
      placement="bottom end"
      onOpenChange={(open) => !open && onClose()}
      className="w-80 max-w-[92vw] overflow-y-auto rounded-lg border border-line bg-raised shadow-float"
    >
      <Dialog aria-label={t.models.columns} className="flex flex-col gap-3 p-3 outline-none">
        <AddColumn columns={columns} onAdd={(key) => onChange([...columns, key])} />
        <section>
          <h3 className="flex items-center justify-between text-[0.93rem] text-muted">
            {t.models.columnsShown}
            <Button look="quiet" onClick={onReset}>
              {t.models.columnsReset}
            </Button>
          </h3>
          <ol>
            {columns.map((key, at) => (
              <li key={key} className="flex items-center gap-1 rounded-md hover:bg-sunken">
                <span className="min-w-0 grow truncate pl-1.5" title={key}>
                  {nameOf(key, t)}
                </span>
                <Button
                  look="quiet"
                  square
                  aria-label={t.models.columnUp(key)}
                  disabled={at === 0}
                  onClick={() => onChange(moved(at, -1))}
                >
                  <ArrowUp aria-hidden size={15} />
                </Button>
                <Button
                  look="quiet"
                  square
                  aria-label={t.models.columnDown(key)}
                  disabled={at === columns.length - 1}
                  onClick={() => onChange(moved(at, 1))}
                >
                  <ArrowDown aria-hidden size={15} />
                </Button>
                <Button
                  look="quiet"
                  square
                  aria-label={t.models.columnHide(key)}
                  disabled={columns.length === 1}
                  onClick={() => onChange(columns.filter((one) => one !== key))}
                >
                  <X aria-hidden size={15} />
                </Button>
              </li>
            ))}
          </ol>
        </section>
        {more.length > 0 && (
          <section>
            <h3 className="mb-1.5 text-[0.93rem] text-muted">{t.models.columnsMore}</h3>
            <div className="flex flex-wrap gap-1.5">
              {more.map((key) => (
                <Button key={key} onClick={() => onChange([...columns, key])}>
                  {nameOf(key, t)}
                </Button>
              ))}
            </div>
          </section>
        )}
      </Dialog>
    </Popover>
  );
}

function AddColumn({ columns, onAdd }: { columns: readonly string[]; onAdd: (key: string) => void }) {
  const t = useMessages();
  const [text, setText] = useState("");
  const [error, setError] = useState<string | null>(null);
  function submit(event: FormEvent): void {
    event.preventDefault();
    const segments = parseKey(text.trim());
    const key = segments && qualified(formatKey(segments));
    if (key === null) return setError(t.models.columnWrong);
    if (columns.includes(key)) return setError(t.models.columnThere);
    setError(null);
    setText("");
    onAdd(key);
  }
  return (
    <form onSubmit={submit} className="flex items-end gap-2">
      <TextField
        label={t.models.columnAdd}
        placeholder={t.models.columnAddHint}
        value={text}
        error={error}
        onChange={(event) => setText(event.target.value)}
        className="grow"
      />
      <Button type="submit" className="self-end">
        {t.models.columnAddButton}
      </Button>
    </form>
  );
}

function nameOf(key: string, t: Messages): string {
  return key in t.fields ? t.fields[key as keyof Messages["fields"]] : key;
}
