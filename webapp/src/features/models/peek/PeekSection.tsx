/** A part of the peek: its heading, perhaps a way on, and names with values. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { checkpoints } from "../../../api/queries.ts";
import type { FullModel } from "../../../api/types.ts";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { StateBadge } from "../../../components/layout/StateBadge.tsx";
import { Value } from "../../../components/tree/Value.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatBytes, formatMetric } from "../../../lib/format/format.ts";
import { isMapping, type Json } from "../../../lib/json/json.ts";
import { parseKey } from "../../../lib/json/keys.ts";
import { treeRows } from "../../../lib/json/tree.ts";
import { modelParams } from "../../../lib/paths.ts";

export interface PeekSectionProps {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}

/** One part. */
export function PeekSection({ title, aside, children }: PeekSectionProps) {
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="flex items-baseline justify-between gap-3 text-[0.86rem] font-semibold tracking-wide text-muted">
        {title}
        {aside}
      </h3>
      {children}
    </section>
  );
}

/** The args of the peeked model that matter here: those the table shows, then the first others. */
export function PeekArgs({ model, columns }: { model: FullModel; columns: readonly string[] }) {
  const t = useMessages();
  const { rows, more } = useMemo(() => keyArgs(model.args, columns), [model.args, columns]);
  const all = (
    <Link
      to="/models/$dataset/$model"
      params={modelParams(model.id)}
      search={{ tab: "args" }}
      className="font-normal text-accent hover:underline"
    >
      {t.tools.peek.allArgs}
    </Link>
  );
  return (
    <PeekSection title={t.model.args} aside={all}>
      <dl className="flex flex-col">
        {rows.map(({ key, value }) => (
          <div key={key} className="flex items-baseline gap-3 border-b border-line py-1 last:border-0">
            <dt className="min-w-0 shrink grow truncate font-mono text-[0.93rem] text-muted" title={key}>
              {key}
            </dt>
            <dd className="max-w-[60%] shrink-0 truncate">
              <Value value={value} tellMissing />
            </dd>
          </div>
        ))}
      </dl>
      {more > 0 && <p className="text-[0.93rem] text-muted">{t.tools.peek.moreArgs(more)}</p>}
    </PeekSection>
  );
}

/** How many args stand in a peek where the table shows fewer. */
const SHOWN = 14;

interface KeyArg {
  key: string;
  value: Json | undefined;
}

/** Which args a peek shows: those that are columns of the table, in their order, then the first of the others. Pure. */
export function keyArgs(args: Json, columns: readonly string[]): { rows: KeyArg[]; more: number } {
  const asked = columns.filter((key) => key.startsWith("args.")).map((key) => key.slice("args.".length));
  const leaves = treeRows(args).filter((row) => row.children === 0);
  const others = leaves.filter((row) => !asked.includes(row.key));
  const room = Math.max(0, SHOWN - asked.length);
  return {
    rows: [
      ...asked.map((key) => ({ key, value: valueAt(args, key) })),
      ...others.slice(0, room).map(({ key, value }) => ({ key, value })),
    ],
    more: Math.max(0, others.length - room),
  };
}

/** The value at a dotted key; undefined where nothing is. */
function valueAt(args: Json, key: string): Json | undefined {
  let here: Json | undefined = args;
  for (const part of parseKey(key) ?? []) {
    if (Array.isArray(here)) here = here[Number(part)];
    else here = isMapping(here) && Object.hasOwn(here, part) ? here[part] : undefined;
  }
  return here;
}

const CHECKPOINTS_SHOWN = 6;

/** The checkpoints of the peeked model, latest first. */
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
          {list.slice(0, CHECKPOINTS_SHOWN).map((one) => (
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
              <StateBadge state={one.state} t={t} />
            </li>
          ))}
        </ul>
      )}
      {list.length > CHECKPOINTS_SHOWN && (
        <Link
          to="/models/$dataset/$model"
          params={modelParams(id)}
          search={{ tab: "checkpoints" }}
          className="text-accent hover:underline"
        >
          {t.tools.peek.more(list.length - CHECKPOINTS_SHOWN)}
        </Link>
      )}
    </PeekSection>
  );
}

const METRICS_SHOWN = 12;

/** The metrics of the peeked model, the first ones at once. */
export function PeekMetrics({ model }: { model: FullModel }) {
  const t = useMessages();
  const { language } = useLocale();
  const metrics = Object.entries(model.metrics);
  const more = metrics.length - METRICS_SHOWN;
  return (
    <PeekSection title={t.model.metrics}>
      {metrics.length === 0 && <p className="text-muted">{t.tools.peek.noMetrics}</p>}
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line empty:hidden">
        {metrics.slice(0, METRICS_SHOWN).map(([key, value]) => (
          <div key={key} className="min-w-0 bg-surface px-2.5 py-1.5 last:odd:col-span-2">
            <dt className="truncate text-[0.86rem] text-muted" title={key}>
              {key}
            </dt>
            <dd className="truncate text-[1.07rem] font-medium" title={String(value)}>
              {typeof value === "number" ? formatMetric(value, language) : value}
            </dd>
          </div>
        ))}
      </dl>
      {more > 0 && (
        <Link
          to="/models/$dataset/$model"
          params={modelParams(model.id)}
          search={{ tab: "metrics" }}
          className="text-accent hover:underline"
        >
          {t.tools.peek.more(more)}
        </Link>
      )}
    </PeekSection>
  );
}
