/** Why a sign-in ended without one, in words for whoever came back, and what to do next. */
import { CircleSlash2, CloudOff, Undo2, type LucideIcon } from "lucide-react";
import { useMessages } from "../../i18n/messages.ts";

type Reason = keyof ReturnType<typeof useMessages>["access"]["refused"];

/** Nothing is wrong with anybody: it only did not happen. */
const MILD = new Set<Reason>(["sign_in_cancelled", "sign_in_state", "membership_stale", "sign_in_failed"]);
const OUTSIDE = new Set<Reason>(["provider_unavailable", "database_unavailable", "internal", "other"]);

/** The panel above the button. */
export function Refused({ code }: { code: string }) {
  const t = useMessages();
  const known = code !== "other" && Object.hasOwn(t.access.refused, code);
  const reason = known ? (code as Reason) : "other";
  const words = t.access.refused[reason];
  const Icon: LucideIcon = MILD.has(reason) ? Undo2 : OUTSIDE.has(reason) ? CloudOff : CircleSlash2;
  const tone = MILD.has(reason)
    ? "border-line bg-sunken text-muted"
    : OUTSIDE.has(reason)
      ? "border-warn bg-warn-soft text-warn"
      : "border-bad bg-bad-soft text-bad";
  return (
    <div role="alert" className={`flex items-start gap-3 rounded-lg border p-4 ${tone}`}>
      <Icon aria-hidden size={18} className="mt-0.5 shrink-0" />
      <div className="flex min-w-0 flex-col gap-1.5 text-text">
        <p className="font-semibold">{words.title}</p>
        <p>{words.text}</p>
        <p>{words.next}</p>
        <p className="text-[0.86rem] text-muted">
          {t.access.code} <code className="font-mono">{code.slice(0, 60)}</code>
        </p>
      </div>
    </div>
  );
}
