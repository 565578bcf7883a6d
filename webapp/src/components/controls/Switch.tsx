/** On or off at once. A native box, drawn as a switch. */
import type { ComponentProps } from "react";

/** Press to turn on or off; it wants a label or `aria-labelledby`. */
export function Switch({
  checked,
  ...props
}: Omit<ComponentProps<"input">, "type" | "role" | "className" | "checked"> & { checked: boolean }) {
  return (
    <span className="relative inline-flex shrink-0">
      <input
        {...props}
        type="checkbox"
        role="switch"
        checked={checked}
        aria-checked={checked}
        className="peer h-6 w-10 cursor-pointer appearance-none rounded-full border border-edge bg-sunken transition-colors checked:border-accent-fill checked:bg-accent-fill disabled:cursor-default disabled:opacity-55"
      />
      <span
        aria-hidden
        className="pointer-events-none absolute top-1 left-1 size-4 rounded-full bg-edge transition-transform peer-checked:translate-x-4 peer-checked:bg-on-accent"
      />
    </span>
  );
}
