/** Every checkpoint of a model, latest first; a label leads to its files. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Checkpoint, Part } from "../../../api/types.ts";
import { Badge } from "../../../components/layout/Badge.tsx";
import { StateBadge } from "../../../components/layout/StateBadge.tsx";
import { Scroll } from "../../../components/layout/Scroll.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatBytes, formatCount, formatMoment, formatRelative } from "../../../lib/format/format.ts";
import { CheckpointActs } from "./CheckpointActs.tsx";
import { WithCheckpoints } from "./WithCheckpoints.tsx";

export interface CheckpointsTabProps {
  id: string;
  sees: readonly Part[];
  mayEdit: boolean;
}

/** The fifth tab. */
export function CheckpointsTab({ id, ...shown }: CheckpointsTabProps) {
  return (
    <WithCheckpoints id={id}>{(all) => <CheckpointTable id={id} all={all} {...shown} />}</WithCheckpoints>
  );
}

function CheckpointTable({ id, sees, mayEdit, all }: CheckpointsTabProps & { all: readonly Checkpoint[] }) {
  const t = useMessages();
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
          {all.map((one) => (
            <Row key={one.id} checkpoint={one} card={card} weights={weights}>
              {mayEdit && (
                <td className="text-right">
                  <CheckpointActs model={id} checkpoint={one} all={all} />
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
        <StateBadge state={checkpoint.state} t={t} />{" "}
        {(checkpoint.damaged ?? []).length > 0 && (
          <Badge tone="bad" title={t.damaged.hint}>
            {t.damaged.badge}
          </Badge>
        )}
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
