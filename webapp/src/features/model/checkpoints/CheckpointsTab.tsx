/** Every checkpoint of a model, latest first; a label leads to its files. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Boxes } from "lucide-react";
import type { ReactNode } from "react";
import { checkpoints } from "../../../api/queries.ts";
import type { Checkpoint, Part } from "../../../api/types.ts";
import { Snippet } from "../../../components/controls/Snippet.tsx";
import { EmptyState } from "../../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { Badge, toneOf } from "../../../components/layout/Badge.tsx";
import { Scroll } from "../../../components/layout/Scroll.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatBytes, formatCount, formatMoment, formatRelative } from "../../../lib/format/format.ts";
import { useSeenAs } from "../useSeenAs.ts";
import { CheckpointActs } from "./CheckpointActs.tsx";

export interface CheckpointsTabProps {
  id: string;
  sees: readonly Part[];
  mayEdit: boolean;
}

/** The fifth tab. */
export function CheckpointsTab({ id, sees, mayEdit }: CheckpointsTabProps) {
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
  const words = t.checkpoints;
  const [card, weights] = [sees.includes("card"), sees.includes("weights")];
  return (
    <Scroll label={words.table}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.label}</th>
            {card && (
              <th scope="col" className="text-right">
                {words.step}
              </th>
            )}
            <th scope="col">{words.state}</th>
            {weights && (
              <>
                <th scope="col" className="text-right">
                  {words.files}
                </th>
                <th scope="col" className="text-right">
                  {words.size}
                </th>
              </>
            )}
            {card && <th scope="col">{words.by}</th>}
            <th scope="col">{words.created}</th>
            {weights && <th scope="col">{words.hash}</th>}
            {mayEdit && <td />}
          </tr>
        </thead>
        <tbody>
          {found.data.map((one) => (
            <Row key={one.id} checkpoint={one} card={card} weights={weights}>
              {mayEdit && (
                <td className="text-right">
                  <CheckpointActs model={id} checkpoint={one} all={found.data} />
                </td>
              )}
            </Row>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

interface RowProps {
  checkpoint: Checkpoint;
  card: boolean;
  weights: boolean;
  /** The cell with what can be done to it. */
  children: ReactNode;
}

function Row({ checkpoint, card, weights, children }: RowProps) {
  const t = useMessages();
  const { language } = useLocale();
  const gone = checkpoint.state === "weights_deleted";
  return (
    <tr>
      <th scope="row">
        {weights ? (
          <Link
            to="."
            search={(old: object) => ({ ...old, tab: "files" as const, checkpoint: checkpoint.label })}
            className="text-accent hover:underline"
          >
            {checkpoint.label}
          </Link>
        ) : (
          checkpoint.label
        )}
      </th>
      {card && (
        <td className="text-right">{checkpoint.step !== null && formatCount(checkpoint.step, language)}</td>
      )}
      <td>
        <Badge tone={toneOf(checkpoint.state)} title={t.stateHints[checkpoint.state]}>
          {t.states[checkpoint.state]}
        </Badge>
      </td>
      {weights && (
        <>
          <td className="text-right">{formatCount(checkpoint.file_count, language)}</td>
          <td className={`text-right ${gone ? "text-muted line-through" : ""}`}>
            {formatBytes(checkpoint.size, language)}
          </td>
        </>
      )}
      {card && <td>{checkpoint.created_by}</td>}
      <td title={formatMoment(checkpoint.created_at, language)}>
        {formatRelative(checkpoint.created_at, language)}
      </td>
      {weights && (
        <td>
          <code className="font-mono text-muted" title={checkpoint.hash}>
            {checkpoint.hash.slice(0, 12)}
          </code>
        </td>
      )}
      {children}
    </tr>
  );
}
