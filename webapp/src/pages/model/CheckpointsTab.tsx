/** Every checkpoint of a model, latest first; a label leads to its files. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Boxes } from "lucide-react";
import { checkpoints } from "../../api/queries.ts";
import type { Checkpoint } from "../../api/types.ts";
import { Badge, toneOf } from "../../components/Badge.tsx";
import { EmptyState } from "../../components/EmptyState.tsx";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { Scroll } from "../../components/Scroll.tsx";
import { Skeleton } from "../../components/Skeleton.tsx";
import { Snippet } from "../../components/Snippet.tsx";
import { useLocale, useMessages } from "../../i18n/messages.ts";
import { formatBytes, formatCount, formatMoment, formatRelative } from "../../lib/format.ts";

/** The fifth tab. */
export function CheckpointsTab({ id }: { id: string }) {
  const t = useMessages();
  const found = useQuery(checkpoints(id));
  if (found.isPending) return <Skeleton />;
  if (found.isError) return <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data.length === 0) {
    return (
      <EmptyState icon={<Boxes size={34} />} title={t.checkpoints.empty} hint={t.checkpoints.emptyHint}>
        <Snippet code="modelbase push ./checkpoint --args args.json" />
      </EmptyState>
    );
  }
  const words = t.checkpoints;
  return (
    <Scroll label={words.table}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.label}</th>
            <th scope="col" className="text-right">
              {words.step}
            </th>
            <th scope="col">{words.state}</th>
            <th scope="col" className="text-right">
              {words.files}
            </th>
            <th scope="col" className="text-right">
              {words.size}
            </th>
            <th scope="col">{words.by}</th>
            <th scope="col">{words.created}</th>
            <th scope="col">{words.hash}</th>
          </tr>
        </thead>
        <tbody>
          {found.data.map((one) => (
            <Row key={one.id} checkpoint={one} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Row({ checkpoint }: { checkpoint: Checkpoint }) {
  const t = useMessages();
  const { language } = useLocale();
  return (
    <tr>
      <th scope="row">
        <Link
          to="."
          search={{ tab: "files", checkpoint: checkpoint.label }}
          className="text-accent hover:underline"
        >
          {checkpoint.label}
        </Link>
      </th>
      <td className="text-right">{checkpoint.step !== null && formatCount(checkpoint.step, language)}</td>
      <td>
        <Badge tone={toneOf(checkpoint.state)} title={t.stateHints[checkpoint.state]}>
          {t.states[checkpoint.state]}
        </Badge>
      </td>
      <td className="text-right">{formatCount(checkpoint.file_count, language)}</td>
      <td className="text-right">{formatBytes(checkpoint.size, language)}</td>
      <td>{checkpoint.created_by}</td>
      <td title={formatMoment(checkpoint.created_at, language)}>
        {formatRelative(checkpoint.created_at, language)}
      </td>
      <td>
        <code className="font-mono text-muted" title={checkpoint.hash}>
          {checkpoint.hash.slice(0, 12)}
        </code>
      </td>
    </tr>
  );
}
