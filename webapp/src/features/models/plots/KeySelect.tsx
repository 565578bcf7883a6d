/** Chooses the key of an axis: the table's columns first, then fields, then whatever else varies. */
import { useMessages } from "../../../i18n/messages.ts";
import { INPUT } from "../../../components/controls/TextField.tsx";
import type { PlotKey } from "./plotText.ts";

export interface KeySelectProps {
  label: string;
  value: string;
  choices: readonly PlotKey[];
  /** The word for no key, where there may be none. */
  none?: string;
  onChange: (key: string) => void;
}

/** A native list, so that typing finds in it. */
export function KeySelect({ label, value, choices, none, onChange }: KeySelectProps) {
  const t = useMessages();
  const words = t.tools.plot;
  const shown = choices.filter((one) => one.shown);
  const fields = choices.filter((one) => !one.shown && !one.key.includes("."));
  const others = choices.filter((one) => !one.shown && one.key.includes("."));
  const known = value === "" || choices.some((one) => one.key === value);
  return (
    <label className="flex min-w-0 items-center gap-1.5 text-[0.93rem] whitespace-nowrap text-muted">
      {label}
      <select
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={`${INPUT} max-w-52 pr-1!`}
      >
        {none !== undefined && <option value="">{none}</option>}
        {!known && <option value={value}>{value}</option>}
        <Options label={words.shownColumns} keys={shown} />
        <Options label={words.fieldKeys} keys={fields} />
        <Options label={words.otherKeys} keys={others} />
      </select>
    </label>
  );
}

function Options({ label, keys }: { label: string; keys: readonly PlotKey[] }) {
  if (keys.length === 0) return null;
  return (
    <optgroup label={label}>
      {keys.map((one) => (
        <option key={one.key} value={one.key}>
          {one.key}
        </option>
      ))}
    </optgroup>
  );
}
