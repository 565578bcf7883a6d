/** A text input with its label, help and error tied to it. */
import { useId, type ComponentProps } from "react";

export interface TextFieldProps extends ComponentProps<"input"> {
  label: string;
  help?: string;
  error?: string | null;
  hideLabel?: boolean;
}

export const INPUT = "tap w-full min-w-0 text-ellipsis border border-edge bg-surface text-text";

/** Type a line. */
export function TextField({
  label,
  help,
  error,
  hideLabel = false,
  className = "",
  ...rest
}: TextFieldProps) {
  const id = useId();
  const told = error ?? help;
  return (
    <div className={`flex min-w-0 flex-col gap-1 ${className}`}>
      <label htmlFor={id} className={hideLabel ? "sr-only" : "font-medium"}>
        {label}
      </label>
      <input
        autoComplete="off"
        spellCheck={false}
        {...rest}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={told ? `${id}-told` : undefined}
        className={`${INPUT} ${error ? "border-bad" : ""}`}
      />
      {told && (
        <p
          id={`${id}-told`}
          role={error ? "alert" : undefined}
          className={`text-[0.93rem] ${error ? "text-bad" : "text-muted"}`}
        >
          {told}
        </p>
      )}
    </div>
  );
}
