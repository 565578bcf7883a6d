/** One of a few, as native radio buttons in boxes: arrow keys, forms and screen readers just work. */
import { useId } from "react";

export interface Choice<T extends string> {
  value: T;
  label: string;
  hint?: string;
}

export interface ChoicesProps<T extends string> {
  label: string;
  value: T;
  options: readonly Choice<T>[];
  onChange: (value: T) => void;
  disabled?: boolean;
}

/** Choose one. */
export function Choices<T extends string>({ label, value, options, onChange, disabled }: ChoicesProps<T>) {
  const name = useId();
  return (
    <fieldset disabled={disabled} className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1.5 font-medium">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={`flex items-baseline gap-2.5 rounded-md border px-3 py-2 has-focus-visible:outline-2 has-focus-visible:outline-accent ${option.value === value ? "border-accent bg-accent-soft" : "border-line hover:bg-sunken"}`}
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            aria-describedby={option.hint ? `${name}-${option.value}` : undefined}
            onChange={() => onChange(option.value)}
            className="accent-(--accent-fill) outline-none"
          />
          <span className="font-medium whitespace-nowrap">{option.label}</span>
          {option.hint && (
            <span id={`${name}-${option.value}`} aria-hidden className="min-w-0 text-[0.93rem] text-muted">
              {option.hint}
            </span>
          )}
        </label>
      ))}
    </fieldset>
  );
}
