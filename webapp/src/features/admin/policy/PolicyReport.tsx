/** What a change of the policy would do, before it is accepted. */
import { Link } from "@tanstack/react-router";
import { Check, TriangleAlert } from "lucide-react";
import { useId, useState } from "react";
import type { PolicyReport as Report } from "./rules.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { Scroll } from "../../../components/layout/Scroll.tsx";
import { modelParams } from "../../../lib/paths.ts";
import { useWords } from "../useWords.ts";

export interface PolicyReportProps {
  report: Report;
  busy: boolean;
  onApply: (acceptMerge: boolean) => void;
}

/** Counts, what falls together, and the button. */
export function PolicyReport({ report, busy, onApply }: PolicyReportProps) {
  const t = useWords();
  const id = useId();
  const words = t.admin.policy;
  const [accepted, setAccepted] = useState(false);
  const { families, conflicts } = report;
  const merges = conflicts.count > 0;
  const Icon = merges ? TriangleAlert : Check;
  return (
    <section
      aria-labelledby={id}
      className={`flex flex-col gap-3 rounded-lg border p-3 ${merges ? "border-warn" : "border-good"}`}
    >
      <h4 id={id} className="font-semibold">
        {words.report}
      </h4>
      <ul className="flex flex-col gap-1">
        <li>{report.changed === 0 ? words.unchanged : words.changed(report.changed, report.models)}</li>
        <li>
          {words.families(families.before, families.after)}
          {families.moved > 0 && ` · ${words.moved(families.moved)}`}
        </li>
        <li className={`flex items-center gap-1.5 font-medium ${merges ? "text-warn" : "text-good"}`}>
          <Icon aria-hidden size={15} />
          {merges ? words.conflicts(conflicts.count) : words.noConflict}
        </li>
      </ul>
      {merges && (
        <Scroll label={words.conflictsTable}>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.oldest}</th>
                <th scope="col">{words.others}</th>
              </tr>
            </thead>
            <tbody>
              {conflicts.rows.map((row) => (
                <tr key={row.id}>
                  <th scope="row" className="align-top">
                    <ModelLink id={row.id} />
                  </th>
                  <td>
                    <span className="flex flex-col">
                      {row.others.map((other) => (
                        <ModelLink key={other} id={other} />
                      ))}
                      {row.models - 1 > row.others.length && (
                        <span className="text-muted">
                          {t.share.inUse.more(row.models - 1 - row.others.length)}
                        </span>
                      )}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <div className="flex flex-wrap items-center justify-end gap-3">
        <p className="mr-auto text-muted">{words.idsStay}</p>
        {merges && (
          <label className="inline-flex items-center gap-2">
            <input
              type="checkbox"
              className="size-4 accent-accent-fill"
              checked={accepted}
              onChange={(event) => setAccepted(event.target.checked)}
            />
            {words.acceptMerge}
          </label>
        )}
        <Button look="primary" disabled={busy || (merges && !accepted)} onClick={() => onApply(merges)}>
          {words.apply}
        </Button>
      </div>
    </section>
  );
}

function ModelLink({ id }: { id: string }) {
  return (
    <Link to="/models/$dataset/$model" params={modelParams(id)} className="text-accent hover:underline">
      {id}
    </Link>
  );
}
