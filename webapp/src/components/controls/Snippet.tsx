/** A command or a few lines of code, to be read and copied. */
import { useMessages } from "../../i18n/messages.ts";
import { CopyButton } from "./CopyButton.tsx";

/** Code with its copy button. */
export function Snippet({ code, label }: { code: string; label?: string }) {
  const t = useMessages();
  return (
    <div className="flex w-full items-start gap-1 rounded-md border border-line bg-sunken py-1 pr-1 pl-3 text-left">
      {/* Long lines scroll inside, so the block has to be reachable by keyboard. */}
      <pre
        tabIndex={0}
        role="region"
        aria-label={label ?? code.split("\n")[0]}
        className="grow overflow-x-auto py-1.5 font-mono text-[0.93rem] leading-relaxed"
      >
        {code}
      </pre>
      <CopyButton text={code} label={label ?? t.app.copy} />
    </div>
  );
}
