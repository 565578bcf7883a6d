/** All fields of a record of the audit log, and the filters that lie in them. */
import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import type { AuditEvent } from "../../../api/types.ts";
import { useLocale } from "../../../i18n/messages.ts";
import { formatMoment } from "../../../lib/format/format.ts";
import type { AuditSearch } from "./auditSearch.ts";
import { useWords } from "../useWords.ts";

export interface AuditDetailsProps {
  event: AuditEvent;
  label: string;
  onOnly: (search: AuditSearch) => void;
}

/** A fold under the sentence. */
export function AuditDetails({ event, label, onOnly }: AuditDetailsProps) {
  const t = useWords();
  const { language } = useLocale();
  const { by, target, details } = event;
  const words = t.admin.audit;
  const via: Record<string, string> = words.via;
  return (
    <details className="group mt-0.5 ml-7">
      <summary className="inline-flex list-none items-center gap-1 rounded text-[0.93rem] text-muted hover:text-text">
        <ChevronRight aria-hidden size={13} className="transition-transform group-open:rotate-90" />
        <code className="font-mono">{event.action}</code>
        {event.address && <span>· {event.address}</span>}
        <span className="sr-only">{words.details(label)}</span>
      </summary>
      <dl className="mt-2 mb-1 grid gap-x-6 gap-y-1.5 text-[0.93rem] sm:grid-cols-[max-content_minmax(0,1fr)]">
        <Field name={words.fields.at}>{formatMoment(event.at, language)}</Field>
        <Field name={words.fields.by}>
          {by.login || words.server} <Code text={by.id} />
          {by.login && <Only onPress={() => onOnly({ by: by.login })} of={by.login} />}
        </Field>
        <Field name={words.fields.via}>
          {via[by.via] ?? by.via} {by.token && <Code text={by.token} />}
        </Field>
        {Object.entries(target).map(([name, text]) => (
          <Field key={name} name={`${words.fields.target}: ${name}`}>
            <Code text={text} />
            <Only onPress={() => onOnly({ target: text })} of={text} />
          </Field>
        ))}
        {Object.keys(details).length > 0 && (
          <Field name={words.fields.details}>
            <Code text={JSON.stringify(details)} />
          </Field>
        )}
        {event.address && <Field name={words.fields.address}>{event.address}</Field>}
        {event.request_id && (
          <Field name={words.fields.request}>
            <Code text={event.request_id} />
          </Field>
        )}
      </dl>
    </details>
  );
}

function Field({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function Code({ text }: { text: string }) {
  return <code className="font-mono break-all">{text}</code>;
}

function Only({ of, onPress }: { of: string; onPress: () => void }) {
  const t = useWords();
  return (
    <button
      type="button"
      aria-label={`${t.admin.audit.onlyThis}: ${of}`}
      onClick={onPress}
      className="ml-2 rounded text-accent hover:underline"
    >
      {t.admin.audit.onlyThis}
    </button>
  );
}
