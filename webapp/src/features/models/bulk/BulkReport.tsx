/** How far an act over many models is, and after it what became of each that did not go through. */
import { CircleAlert, CircleCheck } from "lucide-react";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { Progress } from "../../../components/feedback/Progress.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { failureOf, sentenceOf } from "../../../lib/failure.ts";
import type { Bulk } from "./useBulk.ts";

/** More lines than this are in the copied list only. */
const SHOWN = 100;

/** Progress, then the report. */
export function BulkReport({ bulk, title }: { bulk: Bulk; title: string }) {
  const t = useMessages();
  const words = t.tools.bulk;
  const done = bulk.count("done");
  const left = bulk.count("left");
  const failed = [...bulk.outcomes].flatMap(([id, one]) =>
    one.state === "failed" ? [{ id, error: one.error }] : [],
  );
  if (bulk.phase === "idle") return null;
  if (bulk.phase === "running") {
    const settled = bulk.outcomes.size;
    return (
      <Progress label={title} done={settled} total={bulk.total} text={words.progress(settled, bulk.total)} />
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <p role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1 font-medium">
        <span className="inline-flex items-center gap-1.5 text-good">
          <CircleCheck aria-hidden size={16} />
          {words.done(done)}
        </span>
        {failed.length > 0 && (
          <span className="inline-flex items-center gap-1.5 text-bad">
            <CircleAlert aria-hidden size={16} />
            {words.failed(failed.length)}
          </span>
        )}
        {left > 0 && <span className="text-muted">{words.left(left)}</span>}
      </p>
      {failed.length > 0 && (
        <>
          <ul
            aria-label={words.failures}
            tabIndex={0}
            className="max-h-64 overflow-y-auto rounded-md border border-line"
          >
            {failed.slice(0, SHOWN).map(({ id, error }) => (
              <li key={id} className="border-b border-line px-3 py-2 last:border-0">
                <code className="font-mono text-[0.93rem] break-all">{id}</code>
                <p className="text-[0.93rem] text-muted">{reasonOf(error, t)}</p>
              </li>
            ))}
          </ul>
          <div className="flex flex-wrap items-center justify-between gap-2">
            <span className="text-muted">{failed.length > SHOWN && words.more(failed.length - SHOWN)}</span>
            <CopyButton wide label={words.copyFailed} text={() => failed.map(({ id }) => id).join("\n")} />
          </div>
        </>
      )}
    </div>
  );
}

/** The server's sentence; for a model in use, what holds on to it. */
function reasonOf(error: unknown, t: ReturnType<typeof useMessages>): string {
  const failure = failureOf(error);
  const { reasons } = failure.details;
  if (failure.code !== "in_use" || !Array.isArray(reasons)) return sentenceOf(failure, t.error);
  const words = t.tools.bulk.reasons;
  return (reasons as Record<string, unknown>[])
    .map(({ kind, text, alias, count }) => {
      if (kind === "protected_alias") return words.protectedAlias(String(alias));
      if (kind === "alias") return words.alias(String(alias));
      if (kind === "public") return words.public;
      return kind === "children" ? words.children(Number(count)) : String(text);
    })
    .join(" · ");
}
