/** What is known about a model at a glance. Display only. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { FullModel } from "../../../api/types.ts";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { Moment } from "../../../components/layout/Moment.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatBytes, formatCount, formatMetric } from "../../../lib/format/format.ts";
import { keyLabel } from "../../../lib/json/keys.ts";
import { modelParams } from "../../../lib/paths.ts";

const SHOWN_METRICS = 8;

/** The box beside the tabs. */
export function Facts({ model, mayList }: { model: FullModel; mayList: boolean }) {
  const t = useMessages();
  const { language } = useLocale();
  const metrics = Object.entries(model.metrics).slice(0, SHOWN_METRICS);
  const [card, args, weights] = (["card", "args", "weights"] as const).map((part) =>
    model.sees.includes(part),
  );
  return (
    <aside aria-label={t.model.facts} className="rounded-md border border-line bg-surface p-4">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2">
        {card && <Fact name={t.fields.owner}>{model.owner}</Fact>}
        {weights && <Fact name={t.fields.size}>{formatBytes(model.size, language)}</Fact>}
        <Fact name={t.fields.created_at}>
          <Moment iso={model.created_at} />
        </Fact>
        <Fact name={t.fields.updated_at}>
          <Moment iso={model.updated_at} />
        </Fact>
        {model.parents.length > 0 && (
          <div className="col-span-2">
            <dt className="text-muted">{t.fields.parent}</dt>
            {model.parents.map((parent) => (
              <dd key={`${parent.kind} ${parent.id}`} className="mt-1 flex items-baseline gap-2">
                <Link
                  to="/models/$dataset/$model"
                  params={modelParams(parent.id)}
                  className="min-w-0 grow text-accent underline"
                >
                  {parent.id}
                </Link>
                <span className="shrink-0 text-muted">{t.kinds[parent.kind]}</span>
              </dd>
            ))}
          </div>
        )}
        {model.children > 0 && (
          <Fact name={t.facts.children}>
            {mayList ? (
              <Link to="/" search={{ where: `parent = "${model.id}"` }} className="text-accent underline">
                {formatCount(model.children, language)}
              </Link>
            ) : (
              formatCount(model.children, language)
            )}
          </Fact>
        )}
        {args && (
          <>
            <Fact name={t.fields.digest}>
              <Hash text={model.digest} label={t.fields.digest} />
            </Fact>
            {mayList && (
              <Fact name={t.fields.family}>
                <Link
                  to="/"
                  search={{ where: `family = "${model.family}"` }}
                  title={model.family}
                  className="font-mono text-accent underline"
                >
                  {model.family.slice(0, 12)}
                </Link>
              </Fact>
            )}
            <Fact name={t.facts.policy}>{model.policy}</Fact>
          </>
        )}
        {metrics.length > 0 && <div className="col-span-2 my-1 h-px bg-line" />}
        {metrics.map(([key, value]) => (
          <Fact key={key} name={keyLabel(key)}>
            <span title={String(value)}>
              {typeof value === "number" ? formatMetric(value, language) : value}
            </span>
          </Fact>
        ))}
      </dl>
    </aside>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="max-w-32 truncate text-muted" title={name}>
        {name}
      </dt>
      <dd className="min-w-0 text-right">{children}</dd>
    </>
  );
}

function Hash({ text, label }: { text: string; label: string }) {
  const t = useMessages();
  return (
    <span className="inline-flex items-center font-mono whitespace-nowrap" title={text}>
      {text.slice(0, 9)}
      <CopyButton text={text} label={`${t.app.copy}: ${label}`} className="-my-1.5 -mr-2" />
    </span>
  );
}
