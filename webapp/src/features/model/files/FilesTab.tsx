/** The files of one checkpoint, chosen in the address: path, size, hash, what loading them would import, download. */
import { useQuery } from "@tanstack/react-query";
import { Eraser, ShieldAlert } from "lucide-react";
import { useBringBack } from "../../../api/checkpoints.ts";
import { checkpoint } from "../../../api/queries.ts";
import { useRights } from "../../../api/rights.ts";
import type { Checkpoint } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { Select } from "../../../components/controls/Select.tsx";
import { Snippet } from "../../../components/controls/Snippet.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { Badge } from "../../../components/layout/Badge.tsx";
import { StateBadge } from "../../../components/layout/StateBadge.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { failureOf } from "../../../lib/failure.ts";
import { formatBytes, formatMoment, formatRelative } from "../../../lib/format/format.ts";
import { toasts } from "../../../lib/toasts.ts";
import { useCheckpoint } from "../checkpoints/useCheckpoint.ts";
import { useWords } from "../checkpoints/useWords.ts";
import { WithCheckpoints } from "../checkpoints/WithCheckpoints.tsx";
import { safety, type SafetyRow } from "../tensors/weights.ts";
import { useSeenAs } from "../useSeenAs.ts";
import { FileTable } from "./FileTable.tsx";

/** The fourth tab. */
export function FilesTab({ id }: { id: string }) {
  return (
    <WithCheckpoints id={id}>
      {(all) => <Chosen id={id} labels={all.map((one) => one.label)} />}
    </WithCheckpoints>
  );
}

function Chosen({ id, labels }: { id: string; labels: string[] }) {
  const t = useMessages();
  const { language } = useLocale();
  const { label, options, choose } = useCheckpoint(labels);
  const seenAs = useSeenAs();
  const found = useQuery(checkpoint(id, label, seenAs));
  const looked = useQuery(safety(id, label));
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Select label={t.files.checkpoint} value={label} options={options} onChange={choose} />
        {found.data && (
          <>
            <StateBadge state={found.data.state} t={t} />
            <span className="text-muted">
              {t.files.count(found.data.file_count)} · {formatBytes(found.data.size, language)}
            </span>
          </>
        )}
      </div>
      {found.isPending && <Skeleton />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {looked.isError && <ErrorNotice error={looked.error} onRetry={() => void looked.refetch()} />}
      {found.data && <WeightsGone model={id} checkpoint={found.data} />}
      {found.data && <Damaged checkpoint={found.data} />}
      {looked.data && <SafetyNotice rows={looked.data.rows} />}
      {found.data && (
        <FileTable
          key={found.data.id}
          model={id}
          label={found.data.label}
          files={found.data.files ?? []}
          gone={found.data.state === "weights_deleted"}
          safety={looked.data?.rows ?? []}
        />
      )}
    </div>
  );
}

const TONES = { known: "neutral", unknown: "warn", dangerous: "bad" } as const;
const SHOWN = 40;

/** The warning above the files of a checkpoint of which some would import more than data types. */
function SafetyNotice({ rows }: { rows: readonly SafetyRow[] }) {
  const t = useMessages();
  const { language } = useLocale();
  const flagged = rows.filter((row) => row.state === "flagged");
  if (flagged.length === 0) return null;
  return (
    <section className="flex items-start gap-3 rounded-md border border-warn bg-warn-soft p-3">
      <ShieldAlert aria-hidden size={18} className="mt-0.5 shrink-0 text-warn" />
      <div className="min-w-0 grow">
        <h2 className="font-semibold text-warn">{t.weights.flaggedTitle(flagged.length)}</h2>
        <p>{t.weights.flaggedHint}</p>
        {flagged.slice(0, SHOWN).map((row) => (
          <details key={row.path} className="mt-2" open={flagged.length === 1}>
            <summary>
              <code className="font-mono break-all">{row.path}</code>{" "}
              <span className="text-muted">{t.weights.importsOf(row.imports.length)}</span>
            </summary>
            <p lang="en" className="mt-1 pl-4 wrap-anywhere">
              {row.reason}
            </p>
            <ul aria-label={t.weights.imports(row.path)} className="mt-1 flex flex-wrap gap-1.5 pl-4">
              {worstFirst(row).map(({ name, risk }) => (
                <ImportRow key={name} name={name} risk={risk} why={whyOf(row, name)} />
              ))}
            </ul>
            {row.scanner && row.at && (
              <p className="mt-1 pl-4 text-[0.93rem] text-muted">
                {t.weights.scanner(
                  row.scanner.name,
                  String(row.scanner.version),
                  formatRelative(row.at, language),
                )}
              </p>
            )}
          </details>
        ))}
      </div>
    </section>
  );
}

interface ImportRowProps {
  name: string;
  risk: SafetyRow["imports"][number]["risk"];
  why: string;
}

/** A name that is imported. Why it is not known stands beside it; the list of a known one is of less interest. */
function ImportRow({ name, risk, why }: ImportRowProps) {
  const t = useMessages();
  const known = risk === "known";
  return (
    <li className={known ? "max-w-full" : "w-full"}>
      <Badge tone={TONES[risk]} title={known ? why || t.weights.risks.known : undefined}>
        <code className="font-mono break-all whitespace-normal">{name}</code>
        {!known && <span>· {t.weights.risks[risk]}</span>}
      </Badge>
      {!known && why !== "" && (
        <span lang="en" className="ml-1 text-[0.93rem] text-muted">
          {" "}
          {why}
        </span>
      )}
    </li>
  );
}

/** Why a name is judged as it is, with the list that it is on. */
function whyOf(row: SafetyRow, name: string): string {
  const found = row.judged?.find((each) => each.name === name);
  return [found?.reason, found?.trusted].filter(Boolean).join(" · ");
}

function worstFirst(row: SafetyRow): SafetyRow["imports"] {
  const order = ["dangerous", "unknown", "known"];
  return row.imports.toSorted((a, b) => order.indexOf(a.risk) - order.indexOf(b.risk)).slice(0, SHOWN);
}

/** Stands above the files of a checkpoint of which the store has lost some: which, and what mends them. */
function Damaged({ checkpoint }: { checkpoint: Checkpoint }) {
  const words = useMessages().damaged;
  const { damaged = [] } = checkpoint;
  if (damaged.length === 0) return null;
  return (
    <section role="alert" className="flex items-start gap-3 rounded-md border border-bad bg-bad-soft p-3">
      <ShieldAlert aria-hidden size={18} className="mt-0.5 shrink-0 text-bad" />
      <div className="flex min-w-0 grow flex-col gap-2">
        <h2 className="font-semibold text-bad">{words.title(damaged.length)}</h2>
        <p>{words.hint}</p>
        <ul className="flex flex-wrap gap-x-4 gap-y-1">
          {damaged.slice(0, SHOWN).map((path) => (
            <li key={path}>
              <code className="font-mono break-all">{path}</code>
            </li>
          ))}
        </ul>
        <Snippet code={`modelbase push ./checkpoint --args args.json --label ${checkpoint.label}`} />
      </div>
    </section>
  );
}

/** Stands above the files of a checkpoint whose weights were deleted: when, by whom, and what brings them back. */
function WeightsGone({ model, checkpoint }: { model: string; checkpoint: Checkpoint }) {
  const { gone, bringBack } = useWords().content;
  const { language } = useLocale();
  const { edits } = useRights();
  const mayAct = useSeenAs() === undefined && edits;
  const back = useBringBack(model);
  if (checkpoint.state !== "weights_deleted") return null;
  const { by, at } = checkpoint.weights_deleted ?? {};
  const when = at === undefined ? "" : formatRelative(at, language);
  const late = failureOf(back.error).status === 404;
  const restore = (): void =>
    back.mutate(`w${checkpoint.id}`, { onSuccess: () => toasts.show(gone.done(checkpoint.label)) });
  return (
    <section className="flex items-start gap-3 rounded-md border border-line bg-sunken p-3">
      <Eraser aria-hidden size={18} className="mt-0.5 shrink-0 text-muted" />
      <div className="flex min-w-0 grow flex-col gap-2">
        <h2 className="font-semibold">{gone.title}</h2>
        <p title={at && formatMoment(at, language)}>
          {when !== "" && (by ? gone.by(by, when) : gone.at(when))} {gone.what}
        </p>
        <Snippet code={`modelbase push ./checkpoint --args args.json --label ${checkpoint.label}`} />
        {mayAct && !late && (
          <Button className="self-start" disabled={back.isPending} onClick={restore}>
            {bringBack}
          </Button>
        )}
        {late && <p role="alert">{gone.late}</p>}
        {back.isError && !late && <ErrorNotice error={back.error} />}
      </div>
    </section>
  );
}
