/** Metrics that have one value and no curve, as tiles: name, value, and by which checkpoint. */
import type { Checkpoint } from "../../../api/types.ts";
import { useLocale } from "../../../i18n/messages.ts";
import { formatCount, formatMetric } from "../../../lib/format/format.ts";
import { keyLabel } from "../../../lib/json/keys.ts";
import { useCardWords } from "../useCardWords.ts";

export interface FinalValuesProps {
  /** Latest first. */
  checkpoints: readonly Checkpoint[];
  names: readonly string[];
}

/** A grid that is as wide as there is room. */
export function FinalValues({ checkpoints, names }: FinalValuesProps) {
  const words = useCardWords().metrics;
  const { language } = useLocale();
  const tiles = names.flatMap((name) => {
    const of = checkpoints.find((one) => name in one.metrics);
    return of ? [{ name, of, value: of.metrics[name]! }] : [];
  });
  const said = ({ label, step }: Checkpoint): string =>
    step === null ? label : words.atStep(label, formatCount(step, language));
  const sources = new Set(tiles.map((tile) => tile.of.id));
  return (
    <section aria-label={words.final} className="flex flex-col gap-2">
      <h2 className="font-semibold">
        {words.final}
        {sources.size === 1 && <span className="font-normal text-muted"> · {said(tiles[0]!.of)}</span>}
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
              {sources.size > 1 && <dd className="truncate text-[0.93rem] text-muted">{said(of)}</dd>}
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}
