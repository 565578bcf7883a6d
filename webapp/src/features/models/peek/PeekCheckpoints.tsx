/** The checkpoints of the peeked model, latest first. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { checkpoints } from "../../../api/queries.ts";
import { Badge, toneOf } from "../../../components/layout/Badge.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatBytes } from "../../../lib/format/format.ts";
import { modelParams } from "../../../lib/paths.ts";
import { PeekSection } from "./PeekSection.tsx";

const SHOWN = 6;

/** Labels, steps, sizes. */
export function PeekCheckpoints({ id }: { id: string }) {
  const t = useMessages();
  const { language } = useLocale();
  const found = useQuery(checkpoints(id));
  const list = found.data ?? [];
  return (
    <PeekSection title={t.model.checkpoints}>
      {found.error && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Skeleton lines={2} />}
      {found.data?.length === 0 && <p className="text-muted">{t.tools.peek.noCheckpoints}</p>}
      {list.length > 0 && (
        <ul className="flex flex-col">
          {list.slice(0, SHOWN).map((one) => (
            <li key={one.id} className="flex items-center gap-2.5 border-b border-line py-1.5 last:border-0">
              <Link
                to="/models/$dataset/$model"
                params={modelParams(id)}
                search={{ tab: "files", checkpoint: one.label }}
                className="min-w-0 truncate font-medium text-accent hover:underline"
              >
                {one.label}
              </Link>
              {one.step !== null && (
                <span className="shrink-0 text-[0.93rem] text-muted">{t.tools.peek.step(one.step)}</span>
              )}
              <span className="ml-auto shrink-0 text-[0.93rem] text-muted">
                {formatBytes(one.size, language)}
              </span>
              <Badge tone={toneOf(one.state)}>{t.states[one.state]}</Badge>
            </li>
          ))}
        </ul>
      )}
      {list.length > SHOWN && (
        <Link
          to="/models/$dataset/$model"
          params={modelParams(id)}
          search={{ tab: "checkpoints" }}
          className="text-accent hover:underline"
        >
          {t.tools.peek.more(list.length - SHOWN)}
        </Link>
      )}
    </PeekSection>
  );
}
