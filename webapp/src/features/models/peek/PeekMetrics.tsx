/** The metrics of the peeked model, the first ones at once. */
import { Link } from "@tanstack/react-router";
import type { FullModel } from "../../../api/types.ts";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatMetric } from "../../../lib/format/format.ts";
import { modelParams } from "../../../lib/paths.ts";
import { PeekSection } from "./PeekSection.tsx";

const SHOWN = 12;

/** Names and numbers. */
export function PeekMetrics({ model }: { model: FullModel }) {
  const t = useMessages();
  const { language } = useLocale();
  const metrics = Object.entries(model.metrics);
  const more = metrics.length - SHOWN;
  return (
    <PeekSection title={t.model.metrics}>
      {metrics.length === 0 && <p className="text-muted">{t.tools.peek.noMetrics}</p>}
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line empty:hidden">
        {metrics.slice(0, SHOWN).map(([key, value]) => (
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
