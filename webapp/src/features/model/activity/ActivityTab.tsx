/** What happened to a model, newest first, under the days it happened on. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { activity } from "./activity.ts";
import { EmptyState } from "../../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { LoadMore } from "../../../components/feedback/LoadMore.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { useLocale } from "../../../i18n/messages.ts";
import { useCardWords } from "../useCardWords.ts";
import { ActivityRow } from "./ActivityRow.tsx";

/** The tab. */
export function ActivityTab({ id }: { id: string }) {
  const words = useCardWords().activity;
  const { language } = useLocale();
  const found = useInfiniteQuery(activity(id));
  if (found.isPending) return <Skeleton lines={8} />;
  if (found.isError && found.data === undefined) {
    return <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />;
  }
  const lines = found.data.pages.flatMap((page) => page.rows);
  if (lines.length === 0) return <EmptyState icon={<History size={34} />} title={words.empty} />;
  const days = Map.groupBy(lines, (line) =>
    new Date(line.at).toLocaleDateString(language, { dateStyle: "long" }),
  );
  return (
    <section aria-label={words.list} className="flex flex-col gap-5">
      {[...days].map(([day, of]) => (
        <div key={day} className="flex flex-col gap-1.5">
          <h2 className="text-[0.93rem] font-semibold text-muted">{day}</h2>
          <ol className="rounded-md border border-line bg-surface">
            {of.map((line) => (
              <ActivityRow key={line.id} id={id} line={line} />
            ))}
          </ol>
        </div>
      ))}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.fetchNextPage()} />}
      <LoadMore of={found} />
    </section>
  );
}
