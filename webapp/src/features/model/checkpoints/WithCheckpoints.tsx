/** What every tab about the files of a model needs first: its checkpoints, or what to do while there is none. */
import { useQuery } from "@tanstack/react-query";
import { Boxes } from "lucide-react";
import type { ReactNode } from "react";
import { checkpoints } from "../../../api/queries.ts";
import type { Checkpoint } from "../../../api/types.ts";
import { EmptyState } from "../../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { Snippet } from "../../../components/controls/Snippet.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { useSeenAs } from "../useSeenAs.ts";

export interface WithCheckpointsProps {
  id: string;
  /** What is shown once there are checkpoints; latest first. */
  children: (all: readonly Checkpoint[]) => ReactNode;
}

/** The checkpoints, or what stands in their place. */
export function WithCheckpoints({ id, children }: WithCheckpointsProps) {
  const t = useMessages();
  const found = useQuery(checkpoints(id, useSeenAs()));
  if (found.isPending) return <Skeleton />;
  if (found.isError) return <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data.length === 0) {
    return (
      <EmptyState icon={<Boxes size={34} />} title={t.checkpoints.empty} hint={t.checkpoints.emptyHint}>
        <Snippet code="modelbase push ./checkpoint --args args.json" />
      </EmptyState>
    );
  }
  return children(found.data);
}
