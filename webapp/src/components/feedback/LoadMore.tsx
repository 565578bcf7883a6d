/** The button below a list that comes page by page; nothing where the list has ended. */
import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { useMessages } from "../../i18n/messages.ts";
import { Button } from "../controls/Button.tsx";

export interface LoadMoreProps {
  of: Pick<UseInfiniteQueryResult, "hasNextPage" | "isFetchingNextPage" | "fetchNextPage">;
}

/** Fetch the next page. */
export function LoadMore({ of }: LoadMoreProps) {
  const t = useMessages();
  if (!of.hasNextPage) return null;
  return (
    <Button className="self-center" disabled={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
      {t.app.loadMore}
    </Button>
  );
}
