/** What stands in place of the folded table where more models match than are folded: what to do about it. */
import { Layers2 } from "lucide-react";
import { Button } from "../../../components/controls/Button.tsx";
import { EmptyState } from "../../../components/feedback/EmptyState.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import type { TableQuery } from "../useTableQuery.ts";
import type { AskForColumn } from "../filter/useColumnWish.ts";
import { unfolded } from "./foldRows.ts";

export interface TooManyToFoldProps {
  /** How many can be folded. */
  limit: number;
  query: TableQuery;
  onFilterColumn: AskForColumn | undefined;
}

/** Narrow the filter, or look at single models. */
export function TooManyToFold({ limit, query, onFilterColumn }: TooManyToFoldProps) {
  const t = useMessages();
  const words = t.tools.fold.tooMany;
  return (
    <EmptyState icon={<Layers2 size={34} />} title={words.title} hint={words.hint(limit)}>
      <div className="flex flex-wrap justify-center gap-2">
        {onFilterColumn !== undefined && (
          <Button look="primary" onClick={(event) => onFilterColumn("name", event.currentTarget)}>
            {words.filter}
          </Button>
        )}
        <Button onClick={() => query.change(unfolded)}>{words.unfold}</Button>
      </div>
    </EmptyState>
  );
}
