/** A native choice with its label beside it. */
import { useId } from "react";
import { INPUT } from "./TextField.tsx";

export interface SelectProps {
  label: string;
  value: string;
  options: readonly string[];
  onChange: (value: string) => void;
}

/** Choose one. */
export function Select({ label, value, options, onChange }: SelectProps) {
  const id = useId();
  return (
    <span className="inline-flex items-center gap-2">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={`${INPUT} w-auto! max-w-60`}
      >
        {options.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </span>
  );
}
