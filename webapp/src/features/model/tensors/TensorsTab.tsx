/** The tensors of one checkpoint as a tree with sums, or beside those of another one (`against` of the address). */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Layers } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { Select } from "../../../components/controls/Select.tsx";
import { INPUT } from "../../../components/controls/TextField.tsx";
import { EmptyState } from "../../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatBytes, formatCount, formatShort } from "../../../lib/format/format.ts";
import { useCheckpoint } from "../checkpoints/useCheckpoint.ts";
import { WithCheckpoints } from "../checkpoints/WithCheckpoints.tsx";
import { TensorChanges } from "./TensorChanges.tsx";
import { TensorTree } from "./TensorTree.tsx";
import { tensors, type Tensors } from "./weights.ts";

/** The fifth tab. */
export function TensorsTab({ id }: { id: string }) {
  return (
    <WithCheckpoints id={id}>
      {(all) => <Chosen id={id} labels={all.map((one) => one.label)} />}
    </WithCheckpoints>
  );
}

function Chosen({ id, labels }: { id: string; labels: string[] }) {
  const t = useMessages();
  const { label, options, choose } = useCheckpoint(labels);
  const navigate = useNavigate();
  const { against } = useSearch({ strict: false });
  const found = useQuery(tensors(id, label));
  const compare = (other: string | undefined): void =>
    void navigate({ to: ".", search: (old: object) => ({ ...old, against: other }) });
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
        <Select label={t.files.checkpoint} value={label} options={options} onChange={choose} />
        <TensorAgainst
          against={against}
          labels={options.filter((one) => one !== label).map((one) => `${id}@${one}`)}
          onChange={compare}
        />
      </div>
      {against !== undefined && <TensorChanges id={id} label={label} against={against} />}
      {against === undefined && found.isPending && <Skeleton lines={10} />}
      {against === undefined && found.isError && (
        <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />
      )}
      {against === undefined && found.data && <Listed found={found.data} />}
    </div>
  );
}

function Listed({ found }: { found: Tensors }) {
  const t = useMessages();
  const unread = found.files.filter((file) => file.state === "unreadable");
  const waiting = found.files.some((file) => file.state === "waiting");
  return (
    <>
      {waiting && (
        <p role="status" className="text-muted">
          {t.weights.waiting}
        </p>
      )}
      {unread.length > 0 && (
        <ul className="rounded-md border border-warn bg-warn-soft px-3 py-2">
          {unread.map((file) => (
            <li key={file.path}>{t.weights.unreadable(file.path, file.reason)}</li>
          ))}
        </ul>
      )}
      {found.rows.length > 0 && <TensorTotals totals={found.totals} />}
      {found.rows.length > 0 && <TensorTree tensors={found.rows} />}
      {found.rows.length === 0 && !waiting && (
        <EmptyState icon={<Layers size={34} />} title={t.weights.empty} hint={t.weights.emptyHint} />
      )}
      <Metadata files={found.files} />
    </>
  );
}

function Metadata({ files }: { files: Tensors["files"] }) {
  const t = useMessages();
  const rows = files.flatMap((file) =>
    Object.entries(file.metadata).map(([key, value]) => ({ path: file.path, key, value: String(value) })),
  );
  if (rows.length === 0) return null;
  return (
    <details className="rounded-md border border-line bg-surface px-3 py-2">
      <summary>{t.weights.metadata}</summary>
      <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
        {rows.map(({ path, key, value }) => (
          <div key={`${path} ${key}`} className="contents">
            <dt className="font-mono text-muted" title={path}>
              {key}
            </dt>
            <dd className="min-w-0 font-mono break-all">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

interface TensorAgainstProps {
  /** What is compared with now: an ID, or ID@label. */
  against: string | undefined;
  /** Other checkpoints of this model, as ID@label. */
  labels: readonly string[];
  onChange: (other: string | undefined) => void;
}

/** Names the checkpoint to compare tensors with: one of the same model from the list, or any model by its ID. */
function TensorAgainst({ against, labels, onChange }: TensorAgainstProps) {
  const t = useMessages();
  const id = useId();
  const [text, setText] = useState(against ?? "");
  function submit(event: FormEvent): void {
    event.preventDefault();
    const wanted = text.trim();
    onChange(wanted === "" ? undefined : wanted);
  }
  return (
    <form onSubmit={submit} className="flex min-w-0 grow flex-wrap items-center gap-2">
      <label htmlFor={id}>{t.weights.compare}</label>
      <input
        id={id}
        list={`${id}-list`}
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder={t.weights.compareHint}
        autoComplete="off"
        spellCheck={false}
        className={`${INPUT} max-w-md grow basis-52`}
      />
      <datalist id={`${id}-list`}>
        {labels.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <Button type="submit">{t.weights.compareDo}</Button>
      {against !== undefined && (
        <Button
          look="quiet"
          onClick={() => {
            setText("");
            onChange(undefined);
          }}
        >
          {t.weights.compareStop}
        </Button>
      )}
    </form>
  );
}

/** How many tensors, parameters and bytes, and how they spread over the types. Display only. */
function TensorTotals({ totals }: { totals: Tensors["totals"] }) {
  const t = useMessages();
  const { language } = useLocale();
  const types = Object.entries(totals.dtypes).toSorted(([, a], [, b]) => b["parameters"]! - a["parameters"]!);
  return (
    <div className="flex flex-col gap-3 rounded-md border border-line bg-surface p-4">
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <strong className="text-xl" title={formatCount(totals.parameters, language)}>
          {t.weights.totalParameters(formatShort(totals.parameters, language))}
        </strong>
        <span className="text-muted">
          {t.weights.count(totals.tensors)} · {formatBytes(totals.size, language)}
        </span>
      </p>
      <ul aria-label={t.weights.byType} className="flex flex-col gap-1.5">
        {types.map(([dtype, sums]) => (
          <li
            key={dtype}
            className="grid grid-cols-[4.5rem_minmax(0,1fr)_minmax(0,15rem)] items-center gap-3"
          >
            <code className="font-mono">{dtype}</code>
            <meter
              aria-hidden
              className="share-bar"
              min={0}
              max={Math.max(1, totals.parameters)}
              value={sums["parameters"]}
            />
            <span className="text-right text-muted">
              {formatShort(sums["parameters"]!, language)} · {t.weights.count(sums["tensors"]!)} ·{" "}
              {formatBytes(sums["size"]!, language)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
