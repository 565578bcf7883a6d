/** The audit log: filter in the address, records as sentences, all of it as JSON. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Download, ScrollText } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { Snippet } from "../../../components/controls/Snippet.tsx";
import { INPUT, TextField } from "../../../components/controls/TextField.tsx";
import { EmptyState } from "../../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { LoadMore } from "../../../components/feedback/LoadMore.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { asSentence, failureOf } from "../../../lib/failure.ts";
import { saveFile } from "../../../lib/save.ts";
import { toasts } from "../../../lib/toasts.ts";
import { allEvents, events, type EventsSearch } from "../admin.ts";
import { Section } from "../Section.tsx";
import { useWords } from "../useWords.ts";
import { AuditRecord } from "./AuditRecord.tsx";
import { asMoments, type AuditSearch, eventsCommand, readAuditSearch } from "./auditSearch.ts";

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

interface AuditFilterProps {
  search: AuditSearch;
  onChange: (search: AuditSearch) => void;
}

/** The filter of the audit log: what, by whom, about what, when. Nothing is asked before it is applied. */
function AuditFilter({ search, onChange }: AuditFilterProps) {
  const t = useWords();
  const words = t.admin.audit;
  const [draft, setDraft] = useState(search);
  const actions = Object.entries(words.names);
  function submit(event: FormEvent): void {
    event.preventDefault();
    onChange(clean(draft));
  }
  const field = (name: "by" | "target" | "since" | "until") => ({
    label: words[name],
    value: draft[name] ?? "",
    onChange: (event: { target: HTMLInputElement }) => setDraft({ ...draft, [name]: event.target.value }),
  });
  return (
    <form
      aria-label={words.filter}
      onSubmit={submit}
      className="grid items-end gap-3 rounded-lg border border-line bg-surface p-3 sm:grid-cols-2 lg:grid-cols-[12rem_8rem_minmax(0,1fr)_9.5rem_9.5rem_auto]"
    >
      <label className="flex min-w-0 flex-col gap-1">
        <span className="font-medium">{words.action}</span>
        <select
          value={draft.action ?? ""}
          onChange={(event) => {
            const next = { ...draft, action: event.target.value };
            setDraft(next);
            onChange(clean(next));
          }}
          className={INPUT}
        >
          <option value="">{words.actions}</option>
          {Object.entries(words.groups).map(([group, label]) => (
            <optgroup key={group} label={label}>
              <option value={group}>{words.allOf(label)}</option>
              {actions
                .filter(([action]) => action.startsWith(`${group}.`))
                .map(([action, name]) => (
                  <option key={action} value={action}>
                    {name}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </label>
      <TextField {...field("by")} placeholder={words.byHint} maxLength={100} />
      <TextField {...field("target")} placeholder={words.targetHint} maxLength={300} />
      <TextField {...field("since")} type="date" />
      <TextField {...field("until")} type="date" />
      <div className="flex gap-1.5">
        <Button type="submit" look="primary">
          {words.apply}
        </Button>
        {Object.keys(search).length > 0 && <Button onClick={() => onChange({})}>{words.clear}</Button>}
      </div>
    </form>
  );
}

function clean(draft: AuditSearch): AuditSearch {
  const filled = Object.entries(draft).filter(([, value]) => value !== undefined && value.trim() !== "");
  return Object.fromEntries(filled) as AuditSearch;
}

/** Saves the records that the filter shows, all of them, as the API gives them. */
function ExportAudit({ search, disabled }: { search: EventsSearch; disabled: boolean }) {
  const t = useWords();
  const words = t.admin.audit;
  const [count, setCount] = useState<number | null>(null);
  const reading = useRef<AbortController | null>(null);
  useEffect(() => () => reading.current?.abort(), []);

  async function save(): Promise<void> {
    const asked = new AbortController();
    reading.current = asked;
    setCount(0);
    try {
      const rows = await allEvents(search, setCount, asked.signal);
      const text = `${JSON.stringify({ filter: search, rows }, null, 2)}\n`;
      saveFile(new Blob([text], { type: "application/json" }), "modelbase-events.json");
      toasts.show(words.exported(rows.length));
    } catch (error) {
      if (!asked.signal.aborted) toasts.show(asSentence(failureOf(error).message), "bad");
    }
    if (!asked.signal.aborted) setCount(null);
  }
  return (
    <div className="flex items-center">
      <span role="status" className="text-muted not-empty:mr-3">
        {count !== null && words.exporting(count)}
      </span>
      <Button disabled={disabled || count !== null} onClick={() => void save()}>
        <Download aria-hidden size={15} />
        {words.export}
      </Button>
    </div>
  );
}
