/** What a column holds, over the models of the filter: types, coverage, range, frequent values. Loaded when first opened. */
import { useQuery } from "@tanstack/react-query";
import { Dialog } from "react-aria-components/Dialog";
import { Popover } from "react-aria-components/Popover";
import { frequentValues, keyFigures, type FrequentValue } from "./statistics.ts";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { useLocale } from "../../../i18n/messages.ts";
import { formatCount } from "../../../lib/format/format.ts";
import { writeExact } from "../../../lib/json/json.ts";
import { andQuery } from "../../../lib/query/query.ts";
import { filterBy } from "../../../lib/query/valueFilter.ts";
import { StatisticsFigures } from "./StatisticsFigures.tsx";

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
          const text = typeof one.value === "string" ? one.value || '""' : writeExact(one.value);
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
