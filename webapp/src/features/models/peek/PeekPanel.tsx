/**
 * One model beside the table: what it is, its metrics, the args that the table shows, its checkpoints, the ways on.
 * Follows the active row; the list stays as it is.
 */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowUpRight, X } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { model as modelQuery } from "../../../api/queries.ts";
import type { FullModel } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { Badge } from "../../../components/layout/Badge.tsx";
import { StateBadge } from "../../../components/layout/StateBadge.tsx";
import { Moment } from "../../../components/layout/Moment.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatBytes, formatCount } from "../../../lib/format/format.ts";
import { modelParams } from "../../../lib/paths.ts";
import { PeekArgs, PeekCheckpoints, PeekMetrics, PeekSection } from "./PeekSection.tsx";

/** Rows flying by under a held arrow key are not worth a request each. */
const SETTLE_MS = 120;

export interface PeekPanelProps {
  id: string;
  /** The columns of the table; its args stand first. */
  columns: readonly string[];
  onClose: () => void;
}

/** Shown while it is rendered. */
export function PeekPanel({ id, columns, onClose }: PeekPanelProps) {
  const t = useMessages();
  const settled = useSettled(id);
  const found = useQuery({ ...modelQuery(settled), placeholderData: keepPreviousData });
  const { data, error } = found;
  const stale = data !== undefined && data.id !== id;
  return (
    <aside
      aria-label={t.tools.peek.title}
      aria-busy={stale || found.isPending}
      className="peek flex w-full shrink-0 flex-col overflow-hidden rounded-md border border-line bg-surface shadow-float md:w-[23rem] md:shadow-none xl:w-[26rem]"
    >
      <div className="flex items-center justify-between gap-2 border-b border-line bg-sunken py-1 pr-1 pl-3">
        <h2 className="truncate text-[0.93rem] font-semibold text-muted">{t.tools.peek.title}</h2>
        <span className="flex items-center">
          <Link
            to="/models/$dataset/$model"
            params={modelParams(id)}
            className="tap inline-flex items-center gap-1 rounded-md text-accent hover:bg-surface"
          >
            {t.tools.peek.open}
            <ArrowUpRight aria-hidden size={15} />
          </Link>
          <Button look="quiet" square aria-label={t.tools.peek.close} onClick={onClose}>
            <X aria-hidden size={16} />
          </Button>
        </span>
      </div>
      <div
        tabIndex={0}
        role="region"
        aria-label={t.tools.peek.card}
        className={`flex min-h-0 grow flex-col gap-5 overflow-y-auto p-4 ${stale ? "opacity-55" : ""}`}
      >
        {error && <ErrorNotice error={error} onRetry={() => void found.refetch()} />}
        {found.isPending && <Skeleton lines={9} />}
        {data && !error && <Card model={data} columns={columns} />}
      </div>
      <p role="status" className="sr-only">
        {data && !stale ? t.tools.peek.shows(data.title || data.id) : ""}
      </p>
    </aside>
  );
}

function Card({ model, columns }: { model: FullModel; columns: readonly string[] }) {
  const t = useMessages();
  return (
    <>
      <header className="flex flex-col gap-2">
        {model.title && <p className="text-lg leading-snug font-semibold text-balance">{model.title}</p>}
        <span className="flex items-start gap-1">
          <code className="min-w-0 grow font-mono text-[0.93rem] break-all text-muted">{model.id}</code>
          <CopyButton text={model.id} label={t.model.copyId} className="-my-1.5" />
        </span>
        <span className="flex flex-wrap gap-1.5">
          <StateBadge state={model.state} t={t} />
          <StateBadge state={model.visibility} t={t} />
          {model.aliases.map((alias) => (
            <Badge key={alias} tone="accent" title={t.fields.aliases}>
              {alias}
            </Badge>
          ))}
          {model.tags.map((tag) => (
            <Badge key={`tag ${tag}`}>{tag}</Badge>
          ))}
        </span>
        {model.note && (
          <p
            className={`rounded-md px-3 py-2 ${model.note.verdict === "bad" ? "bg-bad-soft text-bad" : "bg-good-soft text-good"}`}
          >
            <strong>{t.tools.peek.verdicts[model.note.verdict]}</strong>
            {model.note.reason && <> {model.note.reason}</>}
          </p>
        )}
      </header>
      <PeekMetrics model={model} />
      <PeekArgs model={model} columns={columns} />
      <PeekCheckpoints id={model.id} />
      <PeekFacts model={model} />
    </>
  );
}

function useSettled(id: string): string {
  const [settled, setSettled] = useState(id);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(id), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [id]);
  return settled;
}

const LINK = "text-accent hover:underline";

/** Where the peeked model belongs: owner, dates, parents, children, family, each a way on. */
function PeekFacts({ model }: { model: FullModel }) {
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
