/** The audit log: filter in the address, records as sentences, all of it as JSON. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ScrollText } from "lucide-react";
import { events } from "../admin.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { EmptyState } from "../../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { LoadMore } from "../../../components/feedback/LoadMore.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { Snippet } from "../../../components/controls/Snippet.tsx";
import { AuditFilter } from "./AuditFilter.tsx";
import { AuditRecord } from "./AuditRecord.tsx";
import { asMoments, eventsCommand, readAuditSearch, type AuditSearch } from "./auditSearch.ts";
import { ExportAudit } from "./ExportAudit.tsx";
import { Section } from "../Section.tsx";
import { useWords } from "../useWords.ts";

/** The page at `/admin/audit`. */
export function AuditPage() {
  const t = useWords();
  const navigate = useNavigate();
  const search = readAuditSearch(useSearch({ strict: false }));
  const found = useInfiniteQuery(events(asMoments(search)));
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? [];
  const filtered = Object.keys(search).length > 0;
  const words = t.admin.audit;
  const show = (next: AuditSearch): void => void navigate({ to: "/admin/audit", search: next });
  return (
    <Section of="audit" aside={<ExportAudit search={asMoments(search)} disabled={rows.length === 0} />}>
      <AuditFilter key={JSON.stringify(search)} search={search} onChange={show} />
      {found.isPending && <Skeleton />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isSuccess && rows.length === 0 && (
        <EmptyState
          icon={<ScrollText size={34} />}
          title={filtered ? words.none : words.empty}
          hint={filtered ? words.noneHint : undefined}
        >
          {filtered && <Button onClick={() => show({})}>{words.clear}</Button>}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <ul
          aria-label={words.list}
          className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface"
        >
          {rows.map((event) => (
            <AuditRecord key={event.id} event={event} onOnly={(only) => show({ ...search, ...only })} />
          ))}
        </ul>
      )}
      <LoadMore of={found} />
      {rows.length > 0 && <Snippet code={eventsCommand(search)} label={words.command} />}
    </Section>
  );
}
