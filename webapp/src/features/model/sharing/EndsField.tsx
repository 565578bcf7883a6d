/** When a share ends. */
import { INPUT } from "../../../components/controls/TextField.tsx";
import { useMessages } from "../../../i18n/messages.ts";

const DAYS = [1, 7, 30, 90, 365];

export interface EndsFieldProps {
  /** Null is never. */
  days: number | null;
  mayStay: boolean;
  onChange: (days: number | null) => void;
}

/** Pick a time. */
export function EndsField({ days, mayStay, onChange }: EndsFieldProps) {
  const t = useMessages();
  return (
    <label className="inline-flex items-center gap-2">
      {t.share.expires}
      <select
        value={days ?? ""}
        onChange={(event) => onChange(event.target.value === "" ? null : Number(event.target.value))}
        className={`${INPUT} w-auto!`}
      >
        {DAYS.map((count) => (
          <option key={count} value={count}>
            {t.share.after(count * 24)}
          </option>
        ))}
        {mayStay && <option value="">{t.share.never}</option>}
      </select>
    </label>
  );
}
