/** What a change did to a metric: the value, the difference, better or worse by word as well as by colour. */
import type { MetricChange } from "../../api/types.ts";
import { useLocale, useMessages } from "../../i18n/messages.ts";
import { judge } from "../../lib/format/direction.ts";
import { formatMetric } from "../../lib/format/format.ts";

const TONES = { better: "text-good", worse: "text-bad" };

/** `75.2 −0.9 worse`. */
export function EffectText({ metric, change }: { metric: string; change: MetricChange | undefined }) {
  const t = useMessages();
  const { language } = useLocale();
  if (change === undefined) return <span className="text-faint italic">{t.near.unknown}</span>;
  const { value, delta } = change;
  const verdict = judge(metric, delta);
  const shown = typeof value === "number" ? formatMetric(value, language) : value;
  return (
    <span className="inline-flex items-baseline gap-2">
      <span className="min-w-14 text-right">{shown}</span>
      {delta === 0 && <span className="text-muted">{t.near.unchanged}</span>}
      {delta !== undefined && delta !== null && delta !== 0 && (
        <span className={verdict === null ? "text-muted" : TONES[verdict]}>
          {delta > 0 ? "+" : "−"}
          {formatMetric(Math.abs(delta), language)}
          {verdict !== null && ` ${t.near[verdict]}`}
        </span>
      )}
    </span>
  );
}
