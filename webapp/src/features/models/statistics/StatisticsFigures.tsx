/** The figures of a column as names and values. Display only. */
import type { KeyFigures } from "./statistics.ts";
import { useLocale, type Messages } from "../../../i18n/messages.ts";
import { formatCount } from "../../../lib/format/format.ts";

/** Types, coverage, distinct values, range. */
export function StatisticsFigures({ figures }: { figures: KeyFigures }) {
  const { messages: t, language } = useLocale();
  const words = t.grid.stats;
  const { models, looked_at: of, matching, distinct, low, high } = figures;
  const percent = (of === 0 ? 0 : models / of).toLocaleString(language, {
    style: "percent",
    maximumFractionDigits: 1,
  });
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
