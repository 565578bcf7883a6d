/** The tensors of one checkpoint as a tree with sums, or beside those of another one (`against` of the address). */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { tensors, type Tensors } from "./weights.ts";
import { EmptyState } from "../../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Select } from "../../../components/controls/Select.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { Layers } from "lucide-react";
import { TensorAgainst } from "./TensorAgainst.tsx";
import { TensorChanges } from "./TensorChanges.tsx";
import { TensorTotals } from "./TensorTotals.tsx";
import { TensorTree } from "./TensorTree.tsx";
import { useCheckpoint } from "../checkpoints/useCheckpoint.ts";
import { WithCheckpoints } from "../checkpoints/WithCheckpoints.tsx";

/** The fifth tab. */
export function TensorsTab({ id }: { id: string }) {
  return <WithCheckpoints id={id} show={Chosen} />;
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
