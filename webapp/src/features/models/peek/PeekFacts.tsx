/** Where the peeked model belongs: owner, dates, parents, children, family, each a way on. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { FullModel } from "../../../api/types.ts";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatBytes, formatCount, formatMoment, formatRelative } from "../../../lib/format/format.ts";
import { modelParams } from "../../../lib/paths.ts";
import { PeekSection } from "./PeekSection.tsx";

const LINK = "text-accent hover:underline";

/** Names and values. */
export function PeekFacts({ model }: { model: FullModel }) {
  const t = useMessages();
  const { language } = useLocale();
  return (
    <PeekSection title={t.model.facts}>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        <Fact name={t.fields.owner}>{model.owner}</Fact>
        <Fact name={t.fields.created_at}>
          <Moment iso={model.created_at} />
        </Fact>
        <Fact name={t.fields.updated_at}>
          <Moment iso={model.updated_at} />
        </Fact>
        <Fact name={t.fields.size}>{formatBytes(model.size, language)}</Fact>
        {model.parents.map((parent) => (
          <Fact key={`${parent.kind} ${parent.id}`} name={t.kinds[parent.kind]}>
            <Link to="/models/$dataset/$model" params={modelParams(parent.id)} className={LINK}>
              {parent.id}
            </Link>
          </Fact>
        ))}
        {model.children > 0 && (
          <Fact name={t.facts.children}>
            <Link to="/" search={{ where: `parent = "${model.id}"` }} className={LINK}>
              {formatCount(model.children, language)}
            </Link>
          </Fact>
        )}
        <Fact name={t.fields.family}>
          <Link
            to="/"
            search={{ where: `name = "${model.name}" and family = "${model.family}"` }}
            title={model.family}
            className={`font-mono ${LINK}`}
          >
            {model.family.slice(0, 12)}
          </Link>
        </Fact>
      </dl>
    </PeekSection>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 text-right break-words">{children}</dd>
    </>
  );
}

function Moment({ iso }: { iso: string }) {
  const { language } = useLocale();
  return (
    <time dateTime={iso} title={formatMoment(iso, language)}>
      {formatRelative(iso, language)}
    </time>
  );
}
