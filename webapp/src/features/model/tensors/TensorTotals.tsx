/** How many tensors, parameters and bytes, and how they spread over the types. Display only. */
import type { Tensors } from "./weights.ts";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatBytes, formatCount } from "../../../lib/format/format.ts";
import { formatParameters } from "./tensorTree.ts";

/** A line of sums, and one bar per type. */
export function TensorTotals({ totals }: { totals: Tensors["totals"] }) {
  const t = useMessages();
  const { language } = useLocale();
  const types = Object.entries(totals.dtypes).toSorted(([, a], [, b]) => b["parameters"]! - a["parameters"]!);
  return (
    <div className="flex flex-col gap-3 rounded-md border border-line bg-surface p-4">
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <strong className="text-xl" title={formatCount(totals.parameters, language)}>
          {t.weights.totalParameters(formatParameters(totals.parameters, language))}
        </strong>
        <span className="text-muted">
          {t.weights.count(totals.tensors)} · {formatBytes(totals.size, language)}
        </span>
      </p>
      <ul aria-label={t.weights.byType} className="flex flex-col gap-1.5">
        {types.map(([dtype, sums]) => (
          <li
            key={dtype}
            className="grid grid-cols-[4.5rem_minmax(0,1fr)_minmax(0,15rem)] items-center gap-3"
          >
            <code className="font-mono">{dtype}</code>
            <meter
              aria-hidden
              className="share-bar"
              min={0}
              max={Math.max(1, totals.parameters)}
              value={sums["parameters"]}
            />
            <span className="text-right text-muted">
              {formatParameters(sums["parameters"]!, language)} · {t.weights.count(sums["tensors"]!)} ·{" "}
              {formatBytes(sums["size"]!, language)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
