/** Shows the short messages; each goes by itself after a while, unless it is bad news. */
import { X } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";
import { useMessages } from "../../i18n/messages.ts";
import { toasts, type Toast } from "../../lib/toasts.ts";
import { Button } from "../controls/Button.tsx";

const SHOWN_MS = 6000;
/** Longer where there is something to press. */
const ACT_MS = 15_000;

/** A live region in the corner. */
export function Toasts() {
  const t = useMessages();
  const list = useSyncExternalStore(toasts.subscribe, toasts.list);
  return (
    <section
      aria-label={t.app.notifications}
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-4 z-40 flex w-[min(26rem,calc(100vw-2rem))] flex-col gap-2"
    >
      {list.map((toast) => (
        <Message key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function Message({ toast }: { toast: Toast }) {
  const t = useMessages();
  useEffect(() => {
    if (toast.tone === "bad") return undefined;
    const timer = setTimeout(() => toasts.dismiss(toast.id), toast.act ? ACT_MS : SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <div
      className={`pointer-events-auto flex items-start gap-2 rounded-lg border bg-raised p-2 pl-3 shadow-float ${toast.tone === "bad" ? "border-bad" : "border-line"}`}
    >
      <p className={`grow py-1 ${toast.tone === "bad" ? "text-bad" : ""}`}>{toast.text}</p>
      {toast.act && (
        <Button
          onClick={() => {
            toast.act?.run();
            toasts.dismiss(toast.id);
          }}
        >
          {toast.act.label}
        </Button>
      )}
      <Button look="quiet" square aria-label={t.app.dismiss} onClick={() => toasts.dismiss(toast.id)}>
        <X aria-hidden size={15} />
      </Button>
    </div>
  );
}
