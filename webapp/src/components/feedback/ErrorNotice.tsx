/** An error in its place: what happened, its code, the request id to report, and Retry. */
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useMessages } from "../../i18n/messages.ts";
import { failureOf, sentenceOf } from "../../lib/failure.ts";
import { Button } from "../controls/Button.tsx";

export interface ErrorNoticeProps {
  error: unknown;
  title?: string;
  onRetry?: () => void;
  /** What else can be done about it, instead of trying again. */
  children?: ReactNode;
}

/** Says what went wrong. */
export function ErrorNotice({ error, title, onRetry, children }: ErrorNoticeProps) {
  const t = useMessages();
  const failure = failureOf(error);
  return (
    <div
      role="alert"
      className="flex flex-wrap items-start gap-x-3 gap-y-2 rounded-md border border-bad bg-bad-soft p-3 text-bad"
    >
      <CircleAlert aria-hidden size={18} className="mt-0.5 shrink-0" />
      <div className="min-w-0 grow basis-48">
        <p className="font-semibold">{title ?? t.error.title}</p>
        <p className="wrap-anywhere text-text">{sentenceOf(failure, t.error)}</p>
        <p className="mt-1 flex flex-wrap gap-x-3 text-[0.86rem]">
          <span>
            {t.error.code} <code>{failure.code}</code>
          </span>
          {failure.requestId && (
            <span>
              {t.error.request} <code className="select-all">{failure.requestId}</code>
            </span>
          )}
        </p>
      </div>
      {children ?? (onRetry && <Button onClick={onRetry}>{t.app.retry}</Button>)}
    </div>
  );
}
