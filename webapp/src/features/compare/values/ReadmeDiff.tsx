/** The READMEs of two models line by line; their texts are fetched when they are wanted. */
import { useQuery } from "@tanstack/react-query";
import { model } from "../../../api/queries.ts";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { TextDiff } from "../../../components/text/TextDiff.tsx";
import { useMessages } from "../../../i18n/messages.ts";

/** Two READMEs. */
export function ReadmeDiff({ before, after }: { before: string; after: string }) {
  const t = useMessages();
  const one = useQuery(model(before));
  const other = useQuery(model(after));
  const error = one.error ?? other.error;
  if (error !== null) {
    return <ErrorNotice error={error} onRetry={() => void (one.isError ? one : other).refetch()} />;
  }
  if (!one.data || !other.data) return <Skeleton lines={6} />;
  return (
    <TextDiff
      label={t.diff.drawerOf(t.diff.sections.readme)}
      before={one.data.readme}
      after={other.data.readme}
    />
  );
}
