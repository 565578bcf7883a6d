/** Which command line asks, as whom it would act, and what it would get. */
import { SquareTerminal } from "lucide-react";
import type { Me } from "../../api/types.ts";
import { useLocale, useMessages } from "../../i18n/messages.ts";
import { formatMoment } from "../../lib/format/format.ts";

export interface VisitorProps {
  /** What the command line calls itself. */
  name: string;
  /** Where it asks from; null for this machine. */
  address: string | null;
  until?: string;
  me: Me;
}

/** Facts to decide by. */
export function Visitor({ name, address, until, me }: VisitorProps) {
  const t = useMessages();
  const { language } = useLocale();
  const words = t.access.cli;
  return (
    <>
      <div className="flex items-start gap-3 rounded-lg border border-line bg-sunken p-4">
        <span className="grid size-9 shrink-0 place-items-center rounded-md bg-accent-soft text-accent">
          <SquareTerminal aria-hidden size={19} />
        </span>
        <p className="min-w-0">
          <strong className="block font-semibold break-words">{name}</strong>
          <span className="text-muted">
            {words.asks} · {address === null ? words.here : words.from(address)}
          </span>
        </p>
      </div>
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        <dt className="text-muted">{words.you}</dt>
        <dd>
          {me.name || me.login} <span className="text-muted">({t.app.roles[me.role]})</span>
        </dd>
        <dt className="text-muted">{words.gets}</dt>
        <dd>{words.token[me.role]}</dd>
        {until !== undefined && (
          <>
            <dt className="text-muted">{words.until}</dt>
            <dd>{formatMoment(until, language)}</dd>
          </>
        )}
      </dl>
      <p className="text-muted">
        <Quoted text={words.own} />
      </p>
    </>
  );
}

/** A sentence with commands in it, which stand between backticks. */
function Quoted({ text }: { text: string }) {
  return text.split("`").map((part, at) =>
    at % 2 === 0 ? (
      part
    ) : (
      <code key={at} className="font-mono text-[0.93rem] text-text">
        {part}
      </code>
    ),
  );
}
