/** Metrics that have one value and no curve, as tiles. */
import type { Checkpoint } from "../../../api/types.ts";
import { useLocale } from "../../../i18n/messages.ts";
import { formatCount, formatMetric } from "../../../lib/format/format.ts";
import { keyLabel } from "../../../lib/json/keys.ts";
import { useCardWords } from "../useCardWords.ts";
import type { SeriesHead } from "./series.ts";

export interface FinalValuesProps {
  /** Latest first. */
  checkpoints: readonly Checkpoint[];
  heads: ReadonlyMap<string, SeriesHead>;
  names: readonly string[];
}

/** Name, value, and where it is from: a checkpoint, or what was logged. */
export function FinalValues({ checkpoints, heads, names }: FinalValuesProps) {
  const words = useCardWords().metrics;
  const { language } = useLocale();
  const said = ({ label, step }: Checkpoint): string =>
    step === null ? label : words.atStep(label, formatCount(step, language));
  const tiles = names.flatMap((name) => {
    const head = heads.get(name);
    if (head) return [{ name, of: words.logged(formatCount(head.last_step, language)), value: head.last }];
    const of = checkpoints.find((one) => name in one.metrics);
    return of ? [{ name, of: said(of), value: of.metrics[name]! }] : [];
  });
  const sources = new Set(tiles.map((tile) => tile.of));
  return (
    <section aria-label={words.final} className="flex flex-col gap-2">
      <h2 className="font-semibold">
        {words.final}
        {sources.size === 1 && <span className="font-normal text-muted"> · {tiles[0]!.of}</span>}
      </h2>
      <div className="overflow-hidden rounded-md border border-line bg-surface">
        <dl className="-mr-px -mb-px grid grid-cols-[repeat(auto-fill,minmax(min(9rem,100%),1fr))]">
          {tiles.map(({ name, of, value }) => (
            <div key={name} className="flex min-w-0 flex-col border-r border-b border-line px-3 py-2">
              <dt className="truncate text-[0.93rem] text-muted" title={keyLabel(name)}>
                {keyLabel(name)}
              </dt>
              <dd className="text-lg font-semibold wrap-anywhere tabular-nums" title={String(value)}>
                {typeof value === "number" ? formatMetric(value, language) : value}
              </dd>
              {sources.size > 1 && <dd className="truncate text-[0.93rem] text-muted">{of}</dd>}
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}
