/** The identity policy: the rules in force to be edited, and the ones before. */
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { Segments } from "../../../components/controls/Segments.tsx";
import { INPUT } from "../../../components/controls/TextField.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { Badge } from "../../../components/layout/Badge.tsx";
import { writeExact } from "../../../lib/json/json.ts";
import { toasts } from "../../../lib/toasts.ts";
import { Section } from "../Section.tsx";
import { useWords } from "../useWords.ts";
import { type Draft, formOf, LISTS, rulesOf, turned } from "./draft.ts";
import { PolicyHistory } from "./PolicyHistory.tsx";
import { PolicyReport } from "./PolicyReport.tsx";
import { rules, type Rules, useChangePolicy } from "./rules.ts";

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
