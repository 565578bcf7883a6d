/** How much is kept: in all, by name, by owner. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { HardDrive } from "lucide-react";
import { storage } from "./admin.ts";
import { EmptyState } from "../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { Snippet } from "../../components/controls/Snippet.tsx";
import { useLocale } from "../../i18n/messages.ts";
import { formatBytes, formatCount } from "../../lib/format/format.ts";
import { KeptTable } from "./KeptTable.tsx";
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
