/** What differs between two or more models. Which ones, the base and what is shown are in the address. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { diff } from "../../api/compare.ts";
import { Freshness } from "../../components/feedback/Freshness.tsx";
import { useTitle } from "../../components/layout/Page.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { useNarrow } from "../../components/grid/useNarrow.ts";
import { AddModelButton } from "./bar/AddModelButton.tsx";
import { CompareBar } from "./bar/CompareBar.tsx";
import { CompareSkeleton } from "./CompareSkeleton.tsx";
import { DiffError } from "./DiffError.tsx";
import { Differences } from "./Differences.tsx";
import { NotEnough } from "./NotEnough.tsx";
import { SectionTabs } from "./bar/SectionTabs.tsx";
import { MAX_MODELS } from "./search.ts";
import { ShareButtons } from "./bar/ShareButtons.tsx";
import { TooMany } from "./TooMany.tsx";
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
