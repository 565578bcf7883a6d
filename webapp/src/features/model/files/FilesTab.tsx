/** The files of one checkpoint, chosen in the address: path, size, hash, what loading them would import, download. */
import { useQuery } from "@tanstack/react-query";
import { checkpoint } from "../../../api/queries.ts";
import { safety } from "../tensors/weights.ts";
import { Badge, toneOf } from "../../../components/layout/Badge.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Select } from "../../../components/controls/Select.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatBytes } from "../../../lib/format/format.ts";
import { WeightsGone } from "./WeightsGone.tsx";
import { FileTable } from "./FileTable.tsx";
import { SafetyNotice } from "./SafetyNotice.tsx";
import { useCheckpoint } from "../checkpoints/useCheckpoint.ts";
import { useSeenAs } from "../useSeenAs.ts";
import { WithCheckpoints } from "../checkpoints/WithCheckpoints.tsx";

/** The fourth tab. */
export function FilesTab({ id }: { id: string }) {
  return <WithCheckpoints id={id} show={Chosen} />;
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
      {looked.isError && <ErrorNotice error={looked.error} onRetry={() => void looked.refetch()} />}
      {found.data && <WeightsGone model={id} checkpoint={found.data} />}
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
