/** One record of the audit log: a sentence, when and from where; all of its fields on demand. */
import { Link } from "@tanstack/react-router";
import {
  AlignJustify,
  Box,
  FileBox,
  KeyRound,
  Scale,
  Share2,
  Tag,
  User,
  type LucideIcon,
} from "lucide-react";
import type { AuditEvent } from "../../../api/types.ts";
import { Badge } from "../../../components/layout/Badge.tsx";
import { useLocale } from "../../../i18n/messages.ts";
import { formatMoment, formatRelative } from "../../../lib/format/format.ts";
import { modelParams } from "../../../lib/paths.ts";
import { AuditDetails } from "./AuditDetails.tsx";
import type { AuditSearch } from "./auditSearch.ts";
import { sentenceOfEvent } from "./sentence.ts";
import { useWords } from "../useWords.ts";

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
