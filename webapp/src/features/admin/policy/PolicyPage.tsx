/** The identity policy: the rules in force to be edited, and the ones before. */
import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { Segments } from "../../../components/controls/Segments.tsx";
import { INPUT } from "../../../components/controls/TextField.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { Badge } from "../../../components/layout/Badge.tsx";
import { useLocale } from "../../../i18n/messages.ts";
import { formatMoment, formatRelative } from "../../../lib/format/format.ts";
import { writeExact } from "../../../lib/json/json.ts";
import { toasts } from "../../../lib/toasts.ts";
import { Section } from "../Section.tsx";
import { useWords } from "../useWords.ts";
import { differences, type Draft, formOf, LISTS, rulesOf, turned } from "./draft.ts";
import { PolicyReport } from "./PolicyReport.tsx";
import { policies, type PolicyEntry, rules, type Rules, useChangePolicy } from "./rules.ts";

/** The page at `/admin/policy`. */
export function PolicyPage() {
  const found = useQuery(rules());
  return (
    <Section of="policy">
      {found.isPending && <Skeleton lines={8} />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && <PolicyEditor key={writeExact(found.data)} inForce={found.data} />}
      <PolicyHistory />
    </Section>
  );
}

/** Edits a policy as a form or as JSON; a change has to be tried out before it can be put in force. */
function PolicyEditor({ inForce }: { inForce: Rules }) {
  const t = useWords();
  const words = t.admin.policy;
  const editing = usePolicyDraft(inForce);
  const { draft, same, busy, report } = editing;
  return (
    <section
      aria-labelledby="rules"
      className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4"
    >
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h3 id="rules" className="flex flex-wrap items-center gap-2 font-semibold">
          {words.edit}
          <Badge tone="good">{words.inForce(Number(writeExact(inForce["number"] ?? 1)))}</Badge>
        </h3>
        <Segments
          label={words.mode}
          value={draft.mode}
          options={[
            { value: "form", label: words.modes.form },
            { value: "json", label: words.modes.json },
          ]}
          onChange={editing.turn}
        />
      </div>
      <PolicyFields draft={draft} readable={editing.readable} onChange={editing.set} />
      <div className="flex flex-wrap items-center justify-end gap-2">
        <span role="status" className="mr-auto text-muted">
          {same ? words.same : busy ? words.checking(...editing.progress) : ""}
        </span>
        <Button disabled={same || busy} onClick={editing.reset}>
          {words.reset}
        </Button>
        <Button
          look={report ? "plain" : "primary"}
          disabled={same || busy || !editing.readable}
          onClick={editing.tryOut}
        >
          {words.check}
        </Button>
      </div>
      {editing.error && <ErrorNotice error={editing.error} />}
      {report && <PolicyReport report={report} busy={busy} onApply={editing.apply} />}
    </section>
  );
}

/** A change of the policy in the making: its draft, the trial of it, and putting it in force. No markup. */
function usePolicyDraft(inForce: Rules) {
  const t = useWords();
  const number = inForce["number"];
  const start: Draft = { mode: "form", form: formOf(inForce) };
  const [draft, setDraft] = useState<Draft>(start);
  const [progress, setProgress] = useState<[number, number]>([0, 0]);
  const [tried, setTried] = useState("");
  const trial = useChangePolicy();
  const change = useChangePolicy();
  const wanted = rulesOf(draft, number);
  const text = wanted === null ? "" : writeExact(wanted);
  const current = tried === text && text !== "";
  const onProgress = (done: number, total: number): void => setProgress([done, total]);

  function tryOut(): void {
    setTried(text);
    change.reset();
    trial.mutate({ text, dryRun: true, acceptMerge: false, onProgress });
  }
  function apply(acceptMerge: boolean): void {
    change.mutate(
      { text, dryRun: false, acceptMerge, onProgress },
      { onSuccess: ({ policy }) => toasts.show(t.admin.policy.applied(policy.number)) },
    );
  }
  return {
    draft,
    set: setDraft,
    turn: () => setDraft(turned(draft, number)),
    reset: () => setDraft(draft.mode === "form" ? start : turned(start, number)),
    readable: wanted !== null,
    same: text === writeExact(rulesOf(start, number) ?? null),
    busy: trial.isPending || change.isPending,
    progress,
    report: current ? trial.data?.report : undefined,
    error: current ? (trial.error ?? change.error) : null,
    tryOut,
    apply,
  };
}

interface PolicyFieldsProps {
  draft: Draft;
  readable: boolean;
  onChange: (draft: Draft) => void;
}

/** The fields of a policy that is edited: four lists and the defaults, or all of it as one JSON text. */
function PolicyFields({ draft, readable, onChange }: PolicyFieldsProps) {
  const t = useWords();
  const words = t.admin.policy;
  if (draft.mode === "json") {
    return (
      <Area
        label={words.json}
        error={readable ? null : words.wrong}
        rows={24}
        value={draft.json}
        onChange={(json) => onChange({ mode: "json", json })}
      />
    );
  }
  const { form } = draft;
  return (
    <div className="grid gap-4 md:grid-cols-2">
      {LISTS.map((name) => (
        <Area
          key={name}
          label={words.lists[name]}
          help={words.listHints[name]}
          rows={8}
          value={form.lists[name]}
          onChange={(text) =>
            onChange({ mode: "form", form: { ...form, lists: { ...form.lists, [name]: text } } })
          }
        />
      ))}
      <div className="md:col-span-2">
        <Area
          label={words.defaults}
          help={words.defaultsHint}
          error={readable ? null : words.wrongDefaults}
          rows={3}
          value={form.defaults}
          onChange={(defaults) => onChange({ mode: "form", form: { ...form, defaults } })}
        />
      </div>
    </div>
  );
}

interface AreaProps {
  label: string;
  help?: string;
  error?: string | null;
  rows: number;
  value: string;
  onChange: (text: string) => void;
}

function Area({ label, help, error = null, rows, value, onChange }: AreaProps) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <textarea
        id={id}
        rows={rows}
        spellCheck={false}
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-told`}
        onChange={(event) => onChange(event.target.value)}
        className={`${INPUT} resize-y py-1.5 font-mono text-[0.93rem] leading-relaxed ${error ? "border-bad" : ""}`}
      />
      <p
        id={`${id}-told`}
        role={error ? "alert" : undefined}
        className={`text-[0.93rem] ${error ? "text-bad" : "text-muted"}`}
      >
        {error ?? help}
      </p>
    </div>
  );
}

/** The policies that there have been, each with what it changed. */
function PolicyHistory() {
  const t = useWords();
  const found = useQuery(policies());
  return (
    <section aria-labelledby="history" className="flex flex-col gap-2">
      <h3 id="history" className="font-semibold">
        {t.admin.policy.history}
      </h3>
      {found.isPending && <Skeleton lines={3} />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {found.data.map((entry, at) => (
            <Version key={entry.number} entry={entry} newest={at === 0} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Version({ entry, newest }: { entry: PolicyEntry; newest: boolean }) {
  const t = useWords();
  const { language } = useLocale();
  const [open, setOpen] = useState(false);
  const words = t.admin.policy;
  const { created_at: at, created_by: by } = entry;
  return (
    <li>
      <details className="group" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="flex list-none flex-wrap items-center gap-x-3 gap-y-1 rounded-lg px-3 py-2">
          <ChevronRight
            aria-hidden
            size={15}
            className="text-muted transition-transform group-open:rotate-90"
          />
          <span className="font-medium">{words.version(entry.number)}</span>
          {newest && <Badge tone="good">{words.now}</Badge>}
          <span className="ml-auto text-muted" title={at ? formatMoment(at, language) : undefined}>
            {by || words.byNobody} {at && `· ${formatRelative(at, language)}`}
          </span>
        </summary>
        <div className="px-3 pb-3 pl-10">
          {open && (entry.number === 1 ? <p>{words.first}</p> : <Changes number={entry.number} />)}
        </div>
      </details>
    </li>
  );
}

function Changes({ number }: { number: number }) {
  const t = useWords();
  const words = t.admin.policy;
  const before = useQuery(rules(number - 1));
  const after = useQuery(rules(number));
  const failed = before.error ?? after.error;
  if (failed) return <ErrorNotice error={failed} />;
  if (!before.data || !after.data) return <Skeleton lines={2} />;
  const { lists, defaults } = differences(before.data, after.data);
  return (
    <ul className="flex flex-col gap-1.5">
      {lists.length === 0 && !defaults && <li>{words.noDifference}</li>}
      {lists.map(({ name, added, removed }) => (
        <li key={name}>
          <span className="mr-2 text-muted">{words.lists[name]}</span>
          {added.map((line) => (
            <Line key={line} sign="+" word={words.added} text={line} />
          ))}
          {removed.map((line) => (
            <Line key={line} sign="−" word={words.removed} text={line} />
          ))}
        </li>
      ))}
      {defaults && <li>{words.otherDefaults}</li>}
    </ul>
  );
}

function Line({ sign, word, text }: { sign: "+" | "−"; word: string; text: string }) {
  const tone = sign === "+" ? "bg-good-soft text-good" : "bg-bad-soft text-bad";
  return (
    <code className={`mr-1.5 inline-block rounded px-1.5 font-mono text-[0.93rem] ${tone}`}>
      <span aria-hidden>{sign} </span>
      <span className="sr-only">{word} </span>
      {text}
    </code>
  );
}
