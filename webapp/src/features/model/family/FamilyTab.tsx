/** The replicas of a model: how many, what differs, and how far their metrics scatter. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { GitCompare, Rows3, Users } from "lucide-react";
import type { Spread } from "../../../api/families.ts";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { Badge } from "../../../components/layout/Badge.tsx";
import { StateBadge } from "../../../components/layout/StateBadge.tsx";
import { KeyHeading } from "../../../components/layout/KeyHeading.tsx";
import { Scroll } from "../../../components/layout/Scroll.tsx";
import { Value } from "../../../components/tree/Value.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatMetric } from "../../../lib/format/format.ts";
import { modelParams } from "../../../lib/paths.ts";
import { useCardWords } from "../useCardWords.ts";
import { family, type Replicas } from "./family.ts";

/** The page that compares takes so many. */
const COMPARED = 200;
const LINK = "tap inline-flex items-center gap-1.5 border border-rim bg-surface font-medium hover:bg-sunken";

export interface FamilyTabProps {
  id: string;
  name: string;
  /** Whether the table is open to who looks. */
  mayList: boolean;
}

/** The tab. */
export function FamilyTab({ id, name, mayList }: FamilyTabProps) {
  const words = useCardWords().family;
  const found = useQuery(family(id));
  if (found.isPending) return <Skeleton lines={6} />;
  if (found.isError) return <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />;
  const { rows, count, complete } = found.data;
  const others = rows.map((row) => row.id).filter((one) => one !== id);
  const compared = [id, ...others].slice(0, COMPARED);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <p className="grow">
          {words.what(count)} {!complete && <span className="text-muted">{words.cut(rows.length)}</span>}
        </p>
        {mayList && (
          <>
            <Link to="/" search={{ where: `family = "${found.data.family}"` }} className={LINK}>
              <Rows3 aria-hidden size={15} />
              {words.inTable}
            </Link>
            <Link to="/" search={{ where: `name = "${name}"`, fold: "family" }} className={LINK}>
              <Users aria-hidden size={15} />
              {words.folded}
            </Link>
          </>
        )}
        {compared.length > 1 && (
          <Link to="/diff" search={{ id: compared }} className={LINK}>
            <GitCompare aria-hidden size={15} />
            {compared.length < count ? words.compareSome(compared.length) : words.compare}
          </Link>
        )}
      </div>
      {count === 1 && (
        <div role="note" className="rounded-md border border-warn bg-warn-soft px-3 py-2">
          <p className="font-semibold text-warn">{words.alone}</p>
          <p>{words.aloneHint}</p>
        </div>
      )}
      <FamilyTable id={id} family={found.data} />
      {Object.keys(found.data.metrics).length === 0 && <p className="text-muted">{words.noMetrics}</p>}
    </div>
  );
}

const ROUNDING = 1e-12;

/** Replicas in rows, metrics in columns; below them mean, spread, range, and of how many. */
function FamilyTable({ id, family }: { id: string; family: Replicas }) {
  const t = useMessages();
  const { language } = useLocale();
  const words = useCardWords().family;
  const metrics = Object.keys(family.metrics);
  const seeds = [...new Set(family.rows.flatMap((row) => Object.keys(row.seeds)))];
  const number = (value: number | string | null | undefined): string =>
    typeof value === "number" ? formatMetric(value, language) : (value ?? "");
  return (
    <Scroll pinned label={words.table}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.model}</th>
            {seeds.map((key) => (
              <th key={key} scope="col" className="text-right font-mono">
                {key}
              </th>
            ))}
            {metrics.map((key) => (
              <KeyHeading key={key} name={key} />
            ))}
            <th scope="col">{words.state}</th>
          </tr>
        </thead>
        <tbody>
          {family.rows.map((row) => (
            <tr key={row.id} data-here={row.id === id || undefined}>
              <th scope="row" className="max-w-[45vw] truncate md:max-w-80">
                {row.id === id ? (
                  <span className="inline-flex items-center gap-2">
                    {row.title || row.id}{" "}
                    <span className="max-sm:sr-only">
                      <Badge tone="accent">{words.here}</Badge>
                    </span>
                  </span>
                ) : (
                  <Link
                    to="/models/$dataset/$model"
                    params={modelParams(row.id)}
                    title={row.id}
                    className="text-accent underline"
                  >
                    {row.title || row.id}
                  </Link>
                )}
              </th>
              {seeds.map((key) => (
                <td key={key} className="text-right font-mono">
                  <Value value={row.seeds[key]} />
                </td>
              ))}
              {metrics.map((key) => (
                <td key={key} className="text-right" title={String(row.metrics[key] ?? "")}>
                  {number(row.metrics[key])}
                  {row.metrics[key] === undefined && <span className="sr-only">{t.app.missing}</span>}
                </td>
              ))}
              <td>
                <StateBadge state={row.state} t={t} />
              </td>
            </tr>
          ))}
        </tbody>
        {metrics.length > 0 && (
          <tfoot>
            <tr className="border-t-2 border-line font-semibold">
              <th scope="row">{words.mean}</th>
              {seeds.length > 0 && <td colSpan={seeds.length} />}
              {metrics.map((key) => (
                <td key={key} className="text-right">
                  <Mean spread={family.metrics[key]!} text={number} />
                </td>
              ))}
              <td />
            </tr>
            <tr className="align-top text-muted">
              <th scope="row">{words.range}</th>
              {seeds.length > 0 && <td colSpan={seeds.length} />}
              {metrics.map((key) => {
                const { min, max, n, not_finite } = family.metrics[key]!;
                return (
                  <td key={key} className="text-right">
                    {n > 1 && (
                      <span className="block">
                        {number(min)} – {number(max)}
                      </span>
                    )}
                    {words.of(n)}
                    {not_finite > 0 && <span className="text-warn"> · {words.notFinite(not_finite)}</span>}
                  </td>
                );
              })}
              <td />
            </tr>
          </tfoot>
        )}
      </table>
    </Scroll>
  );
}

function Mean({ spread, text }: { spread: Spread; text: (value: number | null) => string }) {
  if (spread.mean === null) return <span>–</span>;
  if (spread.std === null) return <span>{text(spread.mean)}</span>;
  // What is left of rounding is no spread.
  const std = spread.std < Math.abs(spread.mean) * ROUNDING ? 0 : spread.std;
  return (
    <span className="whitespace-nowrap">
      {text(spread.mean)} <span className="text-muted">± {text(std)}</span>
    </span>
  );
}
