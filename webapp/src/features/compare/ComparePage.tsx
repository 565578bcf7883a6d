/** What differs between two or more models. Which ones, the base and what is shown are in the address. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Braces, FileText, GitCompare, Layers, Link2, Plus } from "lucide-react";
import { lazy, type ReactNode, Suspense, useMemo, useRef, useState } from "react";
import { diff } from "../../api/compare.ts";
import type { Comparison } from "../../api/types.ts";
import { Button } from "../../components/controls/Button.tsx";
import { CopyButton } from "../../components/controls/CopyButton.tsx";
import { EmptyState } from "../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Freshness } from "../../components/feedback/Freshness.tsx";
import { useNarrow } from "../../components/grid/useNarrow.ts";
import { useTitle } from "../../components/layout/Page.tsx";
import { useCurrentInSight } from "../../components/layout/useCurrentInSight.ts";
import { useLocale, useMessages } from "../../i18n/messages.ts";
import { failureOf } from "../../lib/failure.ts";
import { formatCount } from "../../lib/format/format.ts";
import { type Json, writeExact } from "../../lib/json/json.ts";
import { CompareBar } from "./bar/CompareBar.tsx";
import { toMarkdown } from "./bar/markdown.ts";
import { Differences } from "./Differences.tsx";
import { MAX_MODELS, type Section, SECTIONS } from "./search.ts";
import { useDiffSearch } from "./useDiffSearch.ts";

/** The page at `/diff?id=…&id=…`. */
export function ComparePage() {
  const t = useMessages();
  const narrow = useNarrow();
  const state = useDiffSearch();
  const { ids, asked, search, setIds } = state;
  const many = ids.length > MAX_MODELS;
  const found = useQuery({ ...diff(asked), enabled: ids.length > 1 && !many });
  useTitle(t.diff.title);
  const add = useMemo(() => <AddModelButton ids={ids} onAdd={(id) => setIds([...ids, id])} />, [ids, setIds]);
  if (ids.length < 2) return <NotEnough ids={ids}>{add}</NotEnough>;
  if (many) return <TooMany count={ids.length} onCut={() => setIds(ids.slice(0, MAX_MODELS))} />;
  const layout = search.layout ?? (narrow ? "unified" : "columns");
  const comparison = found.data;
  return (
    <div className="flex grow flex-col gap-3 px-4 pt-4 pb-4 md:h-0">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="text-xl font-semibold">{t.diff.models(ids.length)}</h1>
        {comparison && (
          <Freshness
            at={found.dataUpdatedAt}
            fetching={found.isFetching}
            failed={found.isError}
            onRefresh={() => void found.refetch()}
          />
        )}
        <div className="ml-auto flex flex-wrap gap-2">
          {add}
          <ShareButtons comparison={comparison} />
        </div>
      </header>
      <CompareBar state={state} comparison={comparison} layout={layout} />
      {found.isError && (
        <DiffError error={found.error} ids={ids} onWithout={setIds} onRetry={() => void found.refetch()} />
      )}
      {found.isPending && <CompareSkeleton columns={Math.min(ids.length, 5)} />}
      {comparison && (
        <>
          <div className="-mb-1 flex border-b border-line">
            <SectionTabs counts={comparison.counts} section={search.section} />
          </div>
          <div
            className={`flex min-h-72 grow flex-col ${found.isPlaceholderData || found.isError ? "opacity-55" : ""}`}
            aria-busy={found.isFetching}
          >
            <Differences comparison={comparison} layout={layout} state={state} />
          </div>
        </>
      )}
    </div>
  );
}

const WIDTHS = ["w-1/2", "w-2/3", "w-1/3", "w-3/5", "w-2/5"];

/** The comparison before it is there, in its final shape. */
function CompareSkeleton({ columns }: { columns: number }) {
  const t = useMessages();
  return (
    <div role="status" className="mt-9 overflow-hidden rounded-md border border-line bg-surface">
      <span className="sr-only">{t.app.loading}</span>
      {Array.from({ length: 12 }, (_, row) => (
        <div
          key={row}
          aria-hidden
          className={`flex border-b border-line ${row === 0 ? "h-15 bg-sunken" : "h-8"}`}
        >
          {Array.from({ length: columns + 1 }, (_, column) => (
            <div
              key={column}
              className="flex grow basis-0 items-center border-r border-line px-3 last:border-r-0"
            >
              <span className={`skeleton h-2.5 ${WIDTHS[(row + column * 2) % WIDTHS.length]}`} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

interface DiffErrorProps {
  error: unknown;
  ids: readonly string[];
  onWithout: (ids: readonly string[]) => void;
  onRetry: () => void;
}

/** Why there is no comparison; where it is one of the models, the others can be compared without it. */
function DiffError({ error, ids, onWithout, onRetry }: DiffErrorProps) {
  const t = useMessages();
  const { message, status } = failureOf(error);
  const named = [400, 403, 404].includes(status) ? ids.find((id) => message.includes(id)) : undefined;
  if (named === undefined) return <ErrorNotice error={error} onRetry={onRetry} />;
  return (
    <ErrorNotice error={error} title={t.diff.cannotRead(named)}>
      <Button onClick={() => onWithout(ids.filter((id) => id !== named))}>{t.diff.goOnWithout}</Button>
    </ErrorNotice>
  );
}

/** Too few models to compare, and what to do about it. */
function NotEnough({ ids, children }: { ids: readonly string[]; children: ReactNode }) {
  const t = useMessages();
  return (
    <div className="px-4 pt-4">
      <h1 className="text-xl font-semibold">{t.diff.title}</h1>
      <EmptyState icon={<GitCompare size={34} />} title={t.diff.needsTwo} hint={t.diff.needsTwoHint}>
        {ids.map((id) => (
          <code key={id} className="font-mono break-all text-muted">
            {id}
          </code>
        ))}
        {children}
        <Link to="/" className="text-accent underline">
          {t.error.toModels}
        </Link>
      </EmptyState>
    </div>
  );
}

/** More models than a comparison takes: says so, and leaves none out by itself. */
function TooMany({ count, onCut }: { count: number; onCut: () => void }) {
  const t = useMessages();
  return (
    <div className="px-4 pt-4">
      <h1 className="text-xl font-semibold">{t.diff.title}</h1>
      <EmptyState
        icon={<Layers size={34} />}
        title={t.diff.tooMany(count)}
        hint={t.diff.tooManyHint(MAX_MODELS)}
      >
        <Button look="primary" onClick={onCut}>
          {t.diff.keepFirst(MAX_MODELS)}
        </Button>
      </EmptyState>
    </div>
  );
}

/** The comparison to take along: its link, as Markdown, as JSON. */
function ShareButtons({ comparison }: { comparison: Comparison | undefined }) {
  const t = useMessages();
  return (
    <>
      <CopyButton wide icon={Link2} text={() => window.location.href} label={t.diff.share} />
      {comparison && (
        <span className="flex rounded-md border border-rim bg-surface">
          <CopyButton icon={FileText} text={() => toMarkdown(comparison)} label={t.diff.copyMarkdown} />
          <CopyButton
            icon={Braces}
            text={() => writeExact(comparison as unknown as Json, 2)}
            label={t.diff.copyJson}
          />
        </span>
      )}
    </>
  );
}

const AddModel = lazy(async () => ({ default: (await import("./bar/AddModel.tsx")).AddModel }));

interface AddModelButtonProps {
  ids: readonly string[];
  onAdd: (id: string) => void;
}

/** Opens the search for one more model. */
function AddModelButton({ ids, onAdd }: AddModelButtonProps) {
  const t = useMessages();
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button ref={trigger} aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(true)}>
        <Plus aria-hidden size={15} />
        {t.diff.addModel}
      </Button>
      {open && (
        <Suspense>
          <AddModel ids={ids} trigger={trigger} onAdd={onAdd} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

interface SectionTabsProps {
  counts: Comparison["counts"];
  section: Section | undefined;
}

/** The sections of a comparison with how many keys of each differ; the chosen one is in the address. */
function SectionTabs({ counts, section }: SectionTabsProps) {
  const t = useMessages();
  const { language } = useLocale();
  const row = useCurrentInSight<HTMLElement>(section);
  const all = Object.values(counts).reduce((sum, count) => sum + count.different, 0);
  const tabs: [Section | undefined, string, number][] = [
    [undefined, t.diff.allSections, all],
    ...SECTIONS.map((name): [Section, string, number] => [
      name,
      t.diff.sections[name],
      counts[name]?.different ?? 0,
    ]),
  ];
  return (
    <nav ref={row} aria-label={t.diff.sectionsLabel} className="flex min-w-0 overflow-x-auto">
      {tabs.map(([name, label, different]) => (
        <Link
          key={label}
          from="/diff"
          to="/diff"
          search={(old) => ({ ...old, section: name })}
          // Else the address of all sections counts as that of each.
          activeOptions={{ exact: true }}
          activeProps={{}}
          aria-current={name === section ? "page" : undefined}
          className="tap -mb-px inline-flex shrink-0 items-center gap-1.5 rounded-b-none! border-b-2 border-transparent whitespace-nowrap text-muted hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-text"
        >
          {label}{" "}
          <span
            className={`rounded-full px-1.5 text-[0.82rem] font-normal ${different > 0 ? "bg-accent-soft text-accent" : "text-faint"}`}
          >
            {formatCount(different, language)}
          </span>
        </Link>
      ))}
    </nav>
  );
}
