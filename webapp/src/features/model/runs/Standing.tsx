/**
 * Where the training of a model stands, above everything else of its page: who trains it now and how far that is, or how
 * it ended and how it goes on. Nothing where it is new or trained.
 */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleX, LoaderCircle, Pause } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { keys } from "../../../api/queries.ts";
import type { FullModel } from "../../../api/types.ts";
import { Snippet } from "../../../components/controls/Snippet.tsx";
import { Moment } from "../../../components/layout/Moment.tsx";
import { useLocale } from "../../../i18n/messages.ts";
import { formatCount, formatMetric } from "../../../lib/format/format.ts";
import { keyLabel } from "../../../lib/json/keys.ts";
import { shell } from "../use/snippets.ts";
import { useCardWords } from "../useCardWords.ts";
import { ErrorText } from "./ErrorText.tsx";
import { leaseOf, REFRESH_MS, type Run, runs } from "./runs.ts";

export interface StandingProps {
  model: FullModel;
  /** For a member of the team, who may ask who trains what. */
  inside: boolean;
}

/** A banner. */
export function Standing({ model, inside }: StandingProps) {
  if (model.state === "training") return <Training model={model} inside={inside} />;
  return model.state === "interrupted" || model.state === "failed" ? <Unfinished model={model} /> : null;
}

const LIVE_SHOWN = 6;

/** A training that goes on; asks again by itself. */
function Training({ model, inside }: StandingProps) {
  const words = useCardWords().runs;
  const { language } = useLocale();
  useFreshCheckpoints(model);
  const { who, run } = useHolder(model, inside);
  const live = Object.entries(run?.live ?? {}).slice(0, LIVE_SHOWN);
  return (
    <Frame
      tone="accent"
      sign={<LoaderCircle aria-hidden size={18} className="mt-0.5 shrink-0 text-accent" />}
      title={who ? words.trainedBy(who.by, who.host) : words.training}
    >
      {who && <Progress since={who.since} run={run} />}
      {live.length > 0 && (
        <dl className="flex flex-wrap gap-x-4 gap-y-0.5">
          {live.map(([key, value]) => (
            <div key={key} className="flex gap-1.5">
              <dt className="text-muted">{keyLabel(key)}</dt>
              <dd className="font-medium tabular-nums" title={String(value)}>
                {typeof value === "number" ? formatMetric(value, language) : value}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Frame>
  );
}

/** Since when, how far, and when that was heard. */
function Progress({ since, run }: { since: string; run: Run | undefined }) {
  const words = useCardWords().runs;
  const { language } = useLocale();
  const step = run?.last_step ?? null;
  return (
    <p className="text-muted">
      {words.since} <Moment iso={since} />
      {step !== null && ` · ${words.step(formatCount(step, language))}`}
      {run?.seen_at && (
        <>
          {` · ${words.heard} `}
          <Moment iso={run.seen_at} />
        </>
      )}
    </p>
  );
}

interface Holder {
  who: { by: string; host: string; since: string } | null;
  run: Run | undefined;
}

/** Who trains a model: its newest run, or a lease without one, which tells nothing of how far. */
function useHolder({ id, run: newest }: FullModel, inside: boolean): Holder {
  const goesOn = newest !== null && newest.outcome === null;
  const found = useQuery({ ...runs(id), enabled: goesOn, refetchInterval: REFRESH_MS });
  const lease = useQuery({ ...leaseOf(id), enabled: inside && !goesOn, refetchInterval: REFRESH_MS });
  if (goesOn) {
    const { by, host = "", started_at: since } = newest;
    return { who: { by, host, since }, run: found.data?.[0] };
  }
  const held = lease.data ?? null;
  return { who: held && { by: held.holder, host: held.host, since: held.since }, run: undefined };
}

/** While a model is trained checkpoints come: those that are shown are read again with it. */
function useFreshCheckpoints({ id, checkpoints }: FullModel): void {
  const client = useQueryClient();
  const known = useRef(checkpoints);
  useEffect(() => {
    if (known.current === checkpoints) return;
    known.current = checkpoints;
    void client.invalidateQueries({ queryKey: [...keys.model(id), "checkpoints"] });
  }, [client, id, checkpoints]);
}

/** A training that ended before it was finished, and how it goes on. */
function Unfinished({ model }: { model: FullModel }) {
  const words = useCardWords().runs;
  const { language } = useLocale();
  const { resume, run } = model;
  const failed = model.state === "failed";
  const step = typeof resume?.step === "number" ? formatCount(resume.step, language) : null;
  const Sign = failed ? CircleX : Pause;
  return (
    <Frame
      tone={failed ? "bad" : "warn"}
      sign={<Sign aria-hidden size={18} className={`mt-0.5 shrink-0 ${failed ? "text-bad" : "text-warn"}`} />}
      title={words.ended[failed ? "failed" : "interrupted"](step)}
    >
      {run && (
        <p className="text-muted">
          {words.ranBy(run.by, run.host ?? "")} · <Moment iso={run.ended_at ?? run.started_at} />
        </p>
      )}
      {run?.error && <ErrorText text={run.error} />}
      <p>{resume ? words.goOn : words.goOnFromNothing}</p>
      {resume && <Snippet code={`modelbase pull ${shell(resume.ref)}`} label={words.pull} />}
      <Snippet code={GO_ON} label={words.python} />
    </Frame>
  );
}

const GO_ON = "with modelbase.run(args) as run:\n    state = run.resume()";

const TONES = {
  accent: ["border-accent bg-accent-soft", "text-accent"],
  warn: ["border-warn bg-warn-soft", "text-warn"],
  bad: ["border-bad bg-bad-soft", "text-bad"],
} as const;

interface FrameProps {
  tone: keyof typeof TONES;
  sign: ReactNode;
  title: string;
  children: ReactNode;
}

function Frame({ tone, sign, title, children }: FrameProps) {
  const [frame, heading] = TONES[tone];
  return (
    <section aria-label={title} className={`flex items-start gap-3 rounded-md border p-3 ${frame}`}>
      {sign}
      <div className="flex min-w-0 grow flex-col gap-2">
        <h2 className={`font-semibold ${heading}`}>{title}</h2>
        {children}
      </div>
    </section>
  );
}
