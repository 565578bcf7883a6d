/** What a column holds, over the models of the filter: types, coverage, range, frequent values. Loaded when first opened. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Dialog } from "react-aria-components/Dialog";
import { Popover } from "react-aria-components/Popover";
import { api, ApiError, exactData } from "../../../api/client.ts";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { type Messages, useLocale } from "../../../i18n/messages.ts";
import { formatCount, formatPercent } from "../../../lib/format/format.ts";
import { isMapping, type Json, NumberText, plainNumbers, writeExact } from "../../../lib/json/json.ts";
import { andQuery } from "../../../lib/query/query.ts";
import { wordOf } from "../filter/worded.ts";
import { filterBy } from "../../../lib/query/valueFilter.ts";

const SHOWN = 12;

export interface ColumnStatisticsProps {
  column: string;
  where: string;
  anchor: HTMLElement;
  onFilter: (where: string) => void;
  onClose: () => void;
}

/** Shown while it is rendered. */
export function ColumnStatistics({ column, where, anchor, onFilter, onClose }: ColumnStatisticsProps) {
  const { messages: t } = useLocale();
  const figures = useQuery(keyFigures(column, where));
  const values = useQuery(frequentValues(column, where));
  const error = figures.error ?? values.error;
  const choose = ({ value }: FrequentValue): void => {
    const test = filterBy(column, value, false);
    if (test !== null) onFilter(andQuery(where, test));
    onClose();
  };
  return (
    <Popover
      isOpen
      triggerRef={{ current: anchor }}
      placement="bottom start"
      offset={2}
      onOpenChange={(open) => !open && onClose()}
      className="w-80 max-w-[92vw] overflow-y-auto rounded-lg border border-line bg-raised shadow-float"
    >
      <Dialog aria-label={`${t.grid.statistics}: ${column}`} className="flex flex-col gap-3 p-4 outline-none">
        <h2 className="font-mono text-[0.93rem] font-semibold break-all">{column}</h2>
        {error !== null && (
          <ErrorNotice
            error={error}
            onRetry={() => {
              void figures.refetch();
              void values.refetch();
            }}
          />
        )}
        {error === null && (figures.isPending || values.isPending) && <Skeleton lines={6} />}
        {figures.data === null && <p className="text-muted">{t.grid.stats.nothing}</p>}
        {figures.data && <StatisticsFigures figures={figures.data} />}
        {figures.data && values.data && values.data.length > 0 && (
          <FrequentValues
            values={values.data.slice(0, SHOWN)}
            column={column}
            of={figures.data.matching}
            onChoose={choose}
          />
        )}
      </Dialog>
    </Popover>
  );
}

interface FrequentValuesProps {
  values: readonly FrequentValue[];
  column: string;
  of: number;
  onChoose: (value: FrequentValue) => void;
}

function FrequentValues({ values, column, of, onChoose }: FrequentValuesProps) {
  const { messages: t, language } = useLocale();
  const most = Math.max(...values.map((one) => one.models));
  return (
    <section className="flex flex-col gap-1">
      <h3 className="text-[0.86rem] font-normal text-muted">{t.grid.stats.most}</h3>
      <ul className="-mx-1.5 flex flex-col">
        {values.map((one) => {
          const raw = typeof one.value === "string" ? one.value || '""' : writeExact(one.value);
          const text = wordOf(column, raw, t.states) ?? raw;
          const count = formatCount(one.models, language);
          return (
            <li key={writeExact(one.value)}>
              <button
                type="button"
                disabled={filterBy(column, one.value, false) === null}
                title={t.grid.stats.filterBy(text.slice(0, 200), count)}
                className="relative flex w-full items-center justify-between gap-3 rounded-md px-1.5 py-1 text-left hover:bg-sunken"
                onClick={() => onChoose(one)}
              >
                <span
                  aria-hidden
                  className="absolute inset-y-0.5 left-0 rounded-sm bg-accent-soft"
                  style={{ width: `${(100 * one.models) / Math.max(1, most)}%` }}
                />
                <span className="relative truncate">{text}</span>
                <span className="relative shrink-0 text-muted">
                  {count}
                  <span className="ml-2 inline-block w-9 text-right text-[0.86rem]">
                    {of > 0 && `${Math.round((100 * one.models) / of)} %`}
                  </span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The figures of a column as names and values. Display only. */
function StatisticsFigures({ figures }: { figures: KeyFigures }) {
  const { messages: t, language } = useLocale();
  const words = t.grid.stats;
  const { models, looked_at: of, matching, distinct, low, high } = figures;
  const percent = formatPercent(of === 0 ? 0 : models / of, language, 1);
  const types = Object.entries(figures.types)
    .toSorted(([, a], [, b]) => b - a)
    .map(([type, count]) => {
      const name = words.typeNames[type as keyof Messages["grid"]["stats"]["typeNames"]] ?? type;
      return Object.keys(figures.types).length === 1 ? name : `${name} ${formatCount(count, language)}`;
    });
  const rows: [string, string][] = [
    [words.types, types.join(", ")],
    [words.coverage, words.coverageOf(formatCount(models, language), formatCount(of, language), percent)],
    [
      words.distinct,
      figures.distinct_exact ? formatCount(distinct, language) : words.about(formatCount(distinct, language)),
    ],
  ];
  if (low !== null && high !== null) rows.push([words.range, `${low} – ${high}`]);
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="text-right break-words">{value}</dd>
          </div>
        ))}
      </dl>
      {of < matching && (
        <p className="text-[0.86rem] text-muted">{words.sample(formatCount(of, language))}</p>
      )}
    </>
  );
}

// What a column holds: the figures of one key over a filter, and its most frequent values.

interface KeyFigures {
  types: Record<string, number>;
  models: number;
  distinct: number;
  distinct_exact: boolean;
  /** Of so many models; fewer than `matching` when a part was looked at. */
  looked_at: number;
  matching: number;
  low: string | null;
  high: string | null;
}

interface FrequentValue {
  value: Json;
  models: number;
}

/** The figures of one key; null if no model that matches has it. */
const keyFigures = (key: string, where: string) =>
  queryOptions({
    queryKey: ["statistics", "figures", key, where],
    queryFn: async ({ signal }): Promise<KeyFigures | null> => {
      const query = { ...(where && { where }), search: key, limit: 10_000 };
      const answer = await exactData(api.GET("/api/v1/keys", { params: { query }, parseAs: "text", signal }));
      return readFigures(answer, key);
    },
    staleTime: 30_000,
  });

/** The most frequent values of one key. */
const frequentValues = (key: string, where: string) =>
  queryOptions({
    queryKey: ["statistics", "values", key, where],
    queryFn: async ({ signal }): Promise<FrequentValue[]> => {
      const params = { path: { key }, query: { ...(where && { where }) } };
      const answer = await exactData(
        api.GET("/api/v1/keys/{key}/values", { params, parseAs: "text", signal }),
      );
      if (!isMapping(answer) || !Array.isArray(answer["rows"])) throw new ApiError(200, "unreadable", "");
      return answer["rows"].flatMap((row) =>
        isMapping(row)
          ? [{ value: row["value"] ?? null, models: Number(plainNumbers(row["models"] ?? 0)) }]
          : [],
      );
    },
    staleTime: 30_000,
  });

function readFigures(answer: Json, key: string): KeyFigures | null {
  if (!isMapping(answer) || !Array.isArray(answer["rows"])) throw new ApiError(200, "unreadable", "");
  const row = answer["rows"].find((one) => isMapping(one) && one["key"] === key);
  if (!isMapping(row)) return null;
  const { low, high, ...rest } = row;
  const { models: matching, looked_at } = plainNumbers({
    models: answer["models"] ?? 0,
    looked_at: answer["looked_at"] ?? 0,
  }) as { models: number; looked_at: number };
  return { ...(plainNumbers(rest) as KeyFigures), matching, looked_at, low: asText(low), high: asText(high) };
}

function asText(value: Json | undefined): string | null {
  if (value instanceof NumberText) return value.text;
  return typeof value === "string" ? value : null;
}
