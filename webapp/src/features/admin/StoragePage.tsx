/** How much is kept: in all, by name, by owner. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { HardDrive } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { Kept } from "../../api/types.ts";
import { Button } from "../../components/controls/Button.tsx";
import { Snippet } from "../../components/controls/Snippet.tsx";
import { EmptyState } from "../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { Scroll } from "../../components/layout/Scroll.tsx";
import { useLocale } from "../../i18n/messages.ts";
import { formatBytes, formatCount, formatPercent } from "../../lib/format/format.ts";
import { storage } from "./admin.ts";
import { Section } from "./Section.tsx";
import { useWords } from "./useWords.ts";

/** The page at `/admin/storage`. */
export function StoragePage() {
  const t = useWords();
  const { language } = useLocale();
  const found = useQuery(storage());
  const words = t.admin.storage;
  const kept = found.data;
  return (
    <Section of="storage">
      {found.isPending && <Skeleton />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {kept && (
        <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line md:grid-cols-4">
          <Figure name={words.models} value={formatCount(kept.models, language)} />
          <Figure name={words.size} value={formatBytes(kept.size, language)} hint={words.note} />
          <Figure
            name={words.stored}
            value={formatBytes(kept.stored.size, language)}
            hint={words.storedHint(kept.stored.files)}
          />
          <Figure
            name={words.trash}
            value={formatBytes(kept.trash.size, language)}
            hint={words.trashHint(kept.trash.entries)}
          />
        </dl>
      )}
      {kept?.models === 0 && (
        <EmptyState icon={<HardDrive size={34} />} title={words.empty} hint={words.emptyHint}>
          <Snippet code="modelbase push ./checkpoint --args args.json" />
        </EmptyState>
      )}
      {kept && kept.models > 0 && (
        <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <KeptTable
            title={words.byName}
            heading={words.name}
            whole={kept.size}
            rows={kept.names.map(({ name, ...rest }) => ({ ...rest, key: name, where: `name = "${name}"` }))}
          />
          <KeptTable
            title={words.byOwner}
            heading={words.owner}
            whole={kept.size}
            rows={kept.owners.map(({ owner, ...rest }) => ({
              ...rest,
              key: owner,
              where: `owner = "${owner}"`,
            }))}
          />
        </div>
      )}
      {kept && kept.trash.entries > 0 && (
        <p>
          <Link to="/trash" className="text-accent underline">
            {t.app.goTrash}
          </Link>
        </p>
      )}
    </Section>
  );
}

function Figure({ name, value, hint }: { name: string; value: string; hint?: string }) {
  return (
    <div className="flex flex-col gap-0.5 bg-surface p-4">
      <dt className="text-muted">{name}</dt>
      <dd className="text-xl font-semibold tracking-tight">{value}</dd>
      {hint && <dd className="text-[0.86rem] text-muted">{hint}</dd>}
    </div>
  );
}

const FIRST = 15;

interface KeptTableProps {
  title: string;
  heading: string;
  whole: number;
  /** `where` is the filter that shows the row's models. */
  rows: readonly (Kept & { key: string; where: string })[];
}

/** Bytes and counts of each name or owner, largest first, with a bar for the part of all. */
function KeptTable({ title, heading, whole, rows }: KeptTableProps) {
  const t = useWords();
  const { language } = useLocale();
  const [all, setAll] = useState(false);
  const words = t.admin.storage;
  const shown = all ? rows : rows.slice(0, FIRST);
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <h3 className="font-semibold">{title}</h3>
      <Scroll label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{heading}</th>
              <th scope="col" className="text-right">
                {words.models}
              </th>
              <th scope="col" className="text-right">
                {words.checkpoints}
              </th>
              <th scope="col" className="text-right">
                {words.bytes}
              </th>
              <th scope="col">{words.share}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.key}>
                <th scope="row">
                  <Link to="/" search={{ where: row.where }} className="text-accent hover:underline">
                    {row.key}
                  </Link>
                </th>
                <td className="text-right">{formatCount(row.models, language)}</td>
                <td className="text-right">{formatCount(row.checkpoints, language)}</td>
                <td className="text-right">{formatBytes(row.size, language)}</td>
                <td>
                  <Bar part={whole === 0 ? 0 : row.size / whole} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {shown.length < rows.length && (
        <Button className="self-center" onClick={() => setAll(true)}>
          {t.app.loadMore}
        </Button>
      )}
    </div>
  );
}

function Bar({ part }: { part: number }) {
  const { language } = useLocale();
  const bar = useRef<HTMLSpanElement>(null);
  useEffect(() => bar.current?.style.setProperty("width", `${Math.max(part * 100, 0.5)}%`), [part]);
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden className="block h-1.5 w-14 shrink-0 overflow-hidden rounded-full bg-sunken">
        <span ref={bar} className="block h-full rounded-full bg-accent-fill" />
      </span>
      <span className="text-muted">{formatPercent(part, language, 1)}</span>
    </span>
  );
}
