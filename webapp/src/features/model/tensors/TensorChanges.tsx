/** Two checkpoints, tensor by tensor: counts that filter, and a row for each tensor that is not the same. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { tensorChanges, type Tensor, type TensorChange } from "./weights.ts";
import { Badge, type Tone } from "../../../components/layout/Badge.tsx";
import { Button } from "../../../components/controls/Button.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Scroll } from "../../../components/layout/Scroll.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { shapeText } from "./tensorTree.ts";

const FIRST = 300;
const KINDS = ["changed", "reshaped", "added", "removed", "unknown", "same"] as const;
type Kind = (typeof KINDS)[number];
const TONES: Record<Kind, Tone> = {
  same: "neutral",
  changed: "accent",
  reshaped: "warn",
  added: "good",
  removed: "bad",
  unknown: "neutral",
};
const SIGNS: Record<Kind, string> = {
  same: "=",
  changed: "~",
  reshaped: "≠",
  added: "+",
  removed: "−",
  unknown: "?",
};

export interface TensorChangesProps {
  id: string;
  label: string;
  /** An ID, or ID@label. */
  against: string;
}

/** The comparison. */
export function TensorChanges({ id, label, against }: TensorChangesProps) {
  const t = useMessages();
  const [other, checkpoint = ""] = against.split("@");
  const found = useQuery(tensorChanges(id, label, { id: other!, checkpoint }));
  const [kind, setKind] = useState<Kind | null>(null);
  const [all, setAll] = useState(false);
  if (found.isPending) return <Skeleton lines={8} />;
  if (found.isError) return <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />;
  const { rows, counts, prefix } = found.data;
  const differing = rows.filter((row) => (kind === null ? row.change !== "same" : row.change === kind));
  const shown = all ? differing : differing.slice(0, FIRST);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        {KINDS.filter((one) => counts[one]).map((one) => (
          <Button
            key={one}
            look={kind === one ? "primary" : "plain"}
            aria-pressed={kind === one}
            title={t.weights.changeHints[one]}
            onClick={() => setKind(kind === one ? null : one)}
          >
            <span aria-hidden>{SIGNS[one]}</span> {counts[one]} {t.weights.changes[one]}
          </Button>
        ))}
      </div>
      {prefix["base"] && <p className="text-muted">{t.weights.cut(prefix["base"], t.weights.inHere)}</p>}
      {prefix["other"] && <p className="text-muted">{t.weights.cut(prefix["other"], t.weights.inThere)}</p>}
      {differing.length === 0 ? (
        <p className="py-8 text-center text-muted">{rows.length > 0 ? t.weights.allSame : t.weights.empty}</p>
      ) : (
        <Table rows={shown} here={found.data.base} there={found.data.other} />
      )}
      {shown.length < differing.length && (
        <Button className="self-center" onClick={() => setAll(true)}>
          {t.weights.showAll(differing.length)}
        </Button>
      )}
    </div>
  );
}

function Table({ rows, here, there }: { rows: readonly TensorChange[]; here: string; there: string }) {
  const t = useMessages();
  return (
    <Scroll label={t.weights.compareTitle}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.weights.name}</th>
            <th scope="col">{t.weights.change}</th>
            <th scope="col" title={here}>
              {t.weights.here}
            </th>
            <th scope="col" title={there}>
              {t.weights.there}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row" className="font-mono">
                {row.name}
              </th>
              <td>
                <Badge tone={TONES[row.change]} title={t.weights.changeHints[row.change]}>
                  <span aria-hidden>{SIGNS[row.change]}</span> {t.weights.changes[row.change]}
                </Badge>
              </td>
              <Side tensor={row.base} />
              <Side tensor={row.other} />
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Side({ tensor }: { tensor: Tensor | null }) {
  const t = useMessages();
  if (tensor === null) {
    return (
      <td>
        <span className="sr-only">{t.app.missing}</span>
      </td>
    );
  }
  return (
    <td className="font-mono" title={tensor.hash ?? undefined}>
      {tensor.dtype} {shapeText(tensor.shape)}
    </td>
  );
}
