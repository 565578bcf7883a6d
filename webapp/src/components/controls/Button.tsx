/** A button in one of four weights. Native, so that it works before any kit is loaded. */
import type { ComponentProps } from "react";

const LOOKS = {
  primary: "bg-accent-fill text-on-accent hover:brightness-110 border border-transparent",
  plain: "bg-surface text-text border border-rim hover:bg-sunken",
  quiet: "bg-transparent text-text border border-transparent hover:bg-sunken",
  danger: "bg-bad-fill text-on-accent hover:brightness-110 border border-transparent",
};

export type Look = keyof typeof LOOKS;

export interface ButtonProps extends ComponentProps<"button"> {
  look?: Look;
  /** Square, for an icon alone; then it needs an aria-label, which is shown as a tooltip too. */
  square?: boolean;
}

/** Press to act. */
export function Button({
  look = "plain",
  square = false,
  className = "",
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      title={rest.title ?? (square ? rest["aria-label"] : undefined)}
      className={`tap relative inline-flex items-center justify-center gap-1.5 font-medium whitespace-nowrap disabled:opacity-55 ${square ? "w-[2.15rem] px-0!" : ""} ${LOOKS[look]} ${className}`}
    />
  );
}
