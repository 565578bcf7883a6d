/** Which parts of a model a share shows: boxes, of which at least one stays ticked. */
import { type Part, PARTS } from "../../../api/types.ts";
import { useMessages } from "../../../i18n/messages.ts";

export interface PartsFieldProps {
  sees: readonly Part[];
  disabled?: boolean;
  onChange: (sees: Part[]) => void;
}

/** Tick what is shown. */
export function PartsField({ sees, disabled = false, onChange }: PartsFieldProps) {
  const t = useMessages();
  return (
    <fieldset className="grid gap-2 sm:grid-cols-2">
      <legend className="mb-1 font-medium">{t.share.parts}</legend>
      {PARTS.map((part) => {
        const only = sees.length === 1 && sees[0] === part;
        return (
          <label
            key={part}
            title={only ? t.share.partsOne : undefined}
            className="flex items-start gap-2 rounded-md border border-line px-2.5 py-2 has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-accent"
          >
            <input
              type="checkbox"
              className="mt-0.5 size-4 shrink-0 accent-accent-fill outline-none"
              checked={sees.includes(part)}
              disabled={disabled || only}
              onChange={(event) =>
                onChange(PARTS.filter((one) => (one === part ? event.target.checked : sees.includes(one))))
              }
            />
            <span className="min-w-0">
              <span className="block font-medium">{t.share.part[part]}</span>
              <span className="block text-[0.86rem] leading-snug text-muted">{t.share.partHint[part]}</span>
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}
