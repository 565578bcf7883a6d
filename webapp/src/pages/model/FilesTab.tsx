/** The files of one checkpoint, chosen in the address: path, size, hash, download. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Boxes } from "lucide-react";
import { useId } from "react";
import { checkpoint, checkpoints } from "../../api/queries.ts";
import { Badge, toneOf } from "../../components/Badge.tsx";
import { EmptyState } from "../../components/EmptyState.tsx";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { Skeleton } from "../../components/Skeleton.tsx";
import { Snippet } from "../../components/Snippet.tsx";
import { INPUT } from "../../components/TextField.tsx";
import { useLocale, useMessages } from "../../i18n/messages.ts";
import { formatBytes } from "../../lib/format.ts";
import { FileTable } from "./FileTable.tsx";
import { useSeenAs } from "./useSeenAs.ts";

/** The fourth tab. */
export function FilesTab({ id }: { id: string }) {
  const t = useMessages();
  const found = useQuery(checkpoints(id, useSeenAs()));
  if (found.isPending) return <Skeleton />;
  if (found.isError) return <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />;
  const latest = found.data[0];
  if (latest === undefined) {
    return (
      <EmptyState icon={<Boxes size={34} />} title={t.checkpoints.empty} hint={t.checkpoints.emptyHint}>
        <Snippet code="modelbase push ./checkpoint --args args.json" />
      </EmptyState>
    );
  }
  return <Chosen id={id} labels={found.data.map((one) => one.label)} latest={latest.label} />;
}

function Chosen({ id, labels, latest }: { id: string; labels: string[]; latest: string }) {
  const t = useMessages();
  const { language } = useLocale();
  const field = useId();
  const navigate = useNavigate();
  const { checkpoint: asked } = useSearch({ strict: false });
  const label = asked ?? latest;
  const found = useQuery(checkpoint(id, label, useSeenAs()));
  const choose = (next: string): void =>
    void navigate({
      to: ".",
      search: (old: object) => ({ ...old, checkpoint: next === latest ? undefined : next }),
    });
  const options = labels.includes(label) ? labels : [label, ...labels];
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span className="inline-flex items-center gap-2">
          <label htmlFor={field}>{t.files.checkpoint}</label>
          <select
            id={field}
            value={label}
            onChange={(event) => choose(event.target.value)}
            className={`${INPUT} w-auto! max-w-60`}
          >
            {options.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </span>
        {found.data && (
          <>
            <Badge tone={toneOf(found.data.state)} title={t.stateHints[found.data.state]}>
              {t.states[found.data.state]}
            </Badge>
            <span className="text-muted">
              {t.files.count(found.data.file_count)} · {formatBytes(found.data.size, language)}
            </span>
          </>
        )}
      </div>
      {found.isPending && <Skeleton />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && <FileTable model={id} label={found.data.label} files={found.data.files ?? []} />}
    </div>
  );
}
