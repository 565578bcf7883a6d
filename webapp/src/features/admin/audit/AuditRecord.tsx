/** One record of the audit log: a sentence, when and from where; all of its fields on demand. */
import { Link } from "@tanstack/react-router";
import {
  AlignJustify,
  Box,
  ChevronRight,
  FileBox,
  KeyRound,
  type LucideIcon,
  Scale,
  Share2,
  Tag,
  User,
} from "lucide-react";
import type { ReactNode } from "react";
import { type AuditEvent, type Part, PARTS } from "../../../api/types.ts";
import { Badge } from "../../../components/layout/Badge.tsx";
import { useLocale } from "../../../i18n/messages.ts";
import { formatMoment, formatRelative } from "../../../lib/format/format.ts";
import { modelParams } from "../../../lib/paths.ts";
import { useWords, type Words } from "../useWords.ts";
import type { AuditSearch } from "./auditSearch.ts";

const ICONS: Record<string, LucideIcon> = {
  share: Share2,
  model: Box,
  checkpoint: FileBox,
  token: KeyRound,
  user: User,
  policy: Scale,
  alias: Tag,
};

export interface AuditRecordProps {
  event: AuditEvent;
  /** Show only records like this one in some field. */
  onOnly: (search: AuditSearch) => void;
}

/** A line that opens. */
export function AuditRecord({ event, onOnly }: AuditRecordProps) {
  const t = useWords();
  const { language } = useLocale();
  const { who, rest } = sentenceOfEvent(event, t);
  const Icon = ICONS[event.action.split(".")[0]!] ?? AlignJustify;
  const model = event.target["model"];
  const [before, after] = model ? split(rest, model) : [rest, null];
  return (
    <li className="px-3 py-2">
      <div className="flex items-start gap-3">
        <Icon aria-hidden size={16} className="mt-0.5 shrink-0 text-muted" />
        <p className="min-w-0 grow">
          <strong className="font-semibold">{who}</strong>
          {before}
          {after !== null && model && (
            <>
              <Link
                to="/models/$dataset/$model"
                params={modelParams(model)}
                className="break-all text-accent hover:underline"
              >
                {model}
              </Link>
              {after}
            </>
          )}
          {event.outcome === "begun" && (
            <span className="ml-2">
              <Badge tone="warn" title={t.admin.audit.unknownHint}>
                {t.admin.audit.unknown}
              </Badge>
            </span>
          )}
        </p>
        <time
          dateTime={event.at}
          title={formatMoment(event.at, language)}
          className="shrink-0 text-[0.93rem] text-muted"
        >
          {formatRelative(event.at, language)}
        </time>
      </div>
      <AuditDetails event={event} label={`${who}${rest}`} onOnly={onOnly} />
    </li>
  );
}

function split(text: string, part: string): [string, string | null] {
  const at = text.indexOf(part);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + part.length)];
}

interface AuditDetailsProps {
  event: AuditEvent;
  label: string;
  onOnly: (search: AuditSearch) => void;
}

/** All fields of a record of the audit log, and the filters that lie in them. */
function AuditDetails({ event, label, onOnly }: AuditDetailsProps) {
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

interface Sentence {
  who: string;
  rest: string;
}

/** What a record of the audit log says in words: who it was, and what they did. Pure. */
function sentenceOfEvent(event: AuditEvent, t: Words): Sentence {
  const { action, by, target, details } = event;
  const none = details["label"] === null;
  const kind = typeof details["kind"] === "string" ? details["kind"] : none ? "none" : "link";
  const said = t.admin.audit.said;
  const full = `${action}.${kind}`;
  const key = full in said ? full : action in said ? action : "other";
  const facts = {
    model: target["model"] ?? "",
    login: target["login"] ?? text(details["login"]),
    name: nameOf(event),
    kind,
    parts: partsOf(details["sees"], t),
    from: told(details["from"] ?? details["before"], t),
    to: told(details["to"] ?? details["role"], t),
  };
  const rest = said[key as keyof typeof said](facts);
  if (by.login !== "") return { who: by.login, rest };
  const { server, byServer } = t.admin.audit;
  return { who: server, rest: byServer(rest).slice(server.length) };
}

function nameOf({ action, target, details }: AuditEvent): string {
  const named = [details["name"], details["label"], target["alias"], target["policy"], target["token"]];
  return text(named.find((one) => typeof one === "string") ?? target["checkpoint"] ?? action);
}

function partsOf(sees: unknown, t: Words): string {
  if (!Array.isArray(sees)) return "";
  return PARTS.filter((part) => (sees as Part[]).includes(part))
    .map((part) => t.share.part[part])
    .join(", ");
}

/** A role by its name, a model by its ID, null in words. */
function told(value: unknown, t: Words): string {
  if (value === null || value === undefined) return t.admin.audit.nowhere;
  const roles: Record<string, string> = t.app.roles;
  return roles[text(value)] ?? text(value);
}

function text(value: unknown): string {
  return typeof value === "string"
    ? value
    : value === undefined || value === null
      ? ""
      : JSON.stringify(value);
}
