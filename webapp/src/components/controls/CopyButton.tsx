/** Copies a text and says so, for the eye and for the ear. */
import { Check, Copy, type LucideIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { useMessages } from "../../i18n/messages.ts";
import { toasts } from "../../lib/toasts.ts";
import { Button } from "./Button.tsx";

const SHOWN_MS = 1600;

export interface CopyButtonProps {
  /** The text, or what makes it when it is wanted. */
  text: string | (() => string);
  label: string;
  /** Show the label beside the icon. */
  wide?: boolean;
  /** Another sign than two sheets, where several things can be copied. */
  icon?: LucideIcon;
  className?: string;
  tabIndex?: number;
}

/** Press to copy. */
export function CopyButton({
  text,
  label,
  wide = false,
  icon = Copy,
  className = "",
  tabIndex,
}: CopyButtonProps) {
  const t = useMessages();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : text());
      setCopied(true);
    } catch {
      toasts.show(t.app.copyFailed, "bad");
    }
  }
  const Icon = copied ? Check : icon;
  return (
    <Button
      look={wide ? "plain" : "quiet"}
      square={!wide}
      aria-label={label}
      className={className}
      tabIndex={tabIndex}
      onClick={() => void copy()}
    >
      <Icon aria-hidden size={15} className={copied ? "text-good" : wide ? "" : "text-muted"} />
      {wide && label}
      <span role="status" className="sr-only">
        {copied ? t.app.copied : ""}
      </span>
    </Button>
  );
}
