/** Edits a policy as a form or as JSON; a change has to be tried out before it can be put in force. */
import type { Rules } from "./rules.ts";
import { Badge } from "../../../components/layout/Badge.tsx";
import { Button } from "../../../components/controls/Button.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Segments } from "../../../components/controls/Segments.tsx";
import { writeExact } from "../../../lib/json/json.ts";
import { PolicyFields } from "./PolicyFields.tsx";
import { PolicyReport } from "./PolicyReport.tsx";
import { usePolicyDraft } from "./usePolicyDraft.ts";
import { useWords } from "../useWords.ts";

/** Keyed by the rules in force: when they change, editing begins anew. */
export function PolicyEditor({ inForce }: { inForce: Rules }) {
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
