/** The runs of a model, newest first: who ran it where, how it ended, which steps it did, and where it is from. */
import { useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { type ReactNode, useId } from "react";
import type { FullModel } from "../../../api/types.ts";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { Snippet } from "../../../components/controls/Snippet.tsx";
import { EmptyState } from "../../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { Moment } from "../../../components/layout/Moment.tsx";
import { StateBadge } from "../../../components/layout/StateBadge.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatCount } from "../../../lib/format/format.ts";
import { useCardWords } from "../useCardWords.ts";
import { ErrorText } from "./ErrorText.tsx";
import { Provenance } from "./Provenance.tsx";
import { endingOf, forOthers, REFRESH_MS, type Run, runs } from "./runs.ts";

/** The tab. */
export function RunsTab({ model }: { model: FullModel }) {
  const words = useCardWords().runs;
  const training = model.state === "training";
  const found = useQuery({ ...runs(model.id), refetchInterval: training && REFRESH_MS });
  if (found.isPending) return <Skeleton lines={8} />;
  if (found.isError) return <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data.length === 0) {
    return (
      <EmptyState icon={<Play size={34} />} title={words.empty} hint={words.emptyHint}>
        <Snippet code={"with modelbase.run(args) as run:\n    …"} label={words.python} />
      </EmptyState>
    );
  }
  return (
    <ol aria-label={words.list} className="flex flex-col gap-4">
      {found.data.map((run, at) => (
        <RunCard
          key={run.number}
          run={model.run === null ? forOthers(run) : run}
          newest={at === 0}
          state={model.state}
        />
      ))}
    </ol>
  );
}

interface RunCardProps {
  run: Run;
  newest: boolean;
  state: FullModel["state"];
}

function RunCard({ run, newest, state }: RunCardProps) {
  const t = useMessages();
  const words = useCardWords().runs;
  const { language } = useLocale();
  const heading = useId();
  const end = run.ended_at ?? (run.outcome === null ? run.seen_at : null);
  const kept = run.retention ? words.kept(run.retention) : "";
  return (
    <li>
      <article
        aria-labelledby={heading}
        className="flex flex-col gap-3 rounded-md border border-line bg-surface p-4"
      >
        <header className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h2 id={heading} className="font-semibold">
            {words.run(run.number)}
          </h2>
          <StateBadge state={endingOf(run, newest, state)} t={t} />
          {run.by && (
            <span className="min-w-0 text-muted wrap-anywhere">{words.ranBy(run.by, run.host ?? "")}</span>
          )}
        </header>
        {run.note && <p className="wrap-anywhere">{run.note}</p>}
        {run.error && <ErrorText text={run.error} run={run.number} />}
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1">
          <Fact name={words.began}>
            <Moment iso={run.started_at} />
          </Fact>
          {run.ended_at && (
            <Fact name={words.endedAt}>
              <Moment iso={run.ended_at} />
            </Fact>
          )}
          {end && <Fact name={words.took}>{words.lasted(Date.parse(end) - Date.parse(run.started_at))}</Fact>}
          <Fact name={words.steps}>{stepsOf(run, words.none, (step) => formatCount(step, language))}</Fact>
          {kept !== "" && <Fact name={words.keeps}>{kept}</Fact>}
          {run.id && (
            <Fact name={words.id}>
              <span className="inline-flex max-w-full items-center font-mono text-[0.93rem]">
                <span className="truncate">{run.id}</span>
                <CopyButton text={run.id} label={words.copyId} className="-my-1.5" />
              </span>
            </Fact>
          )}
        </dl>
        {run.provenance && <Provenance given={run.provenance} run={run.number} />}
      </article>
    </li>
  );
}

/** `0 – 1,200`; one that has done none says so. */
function stepsOf(
  { first_step: first, last_step: last }: Run,
  none: string,
  format: (step: number) => string,
): string {
  if (last === null || last < first) return none;
  return first === last ? format(first) : `${format(first)} – ${format(last)}`;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
