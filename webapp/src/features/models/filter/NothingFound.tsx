/** A filter in which nothing is found: what to leave out of it, and how much that would give. */
import { useQueries } from "@tanstack/react-query";
import { SearchX, X } from "lucide-react";
import { countModels } from "../keys.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { EmptyState } from "../../../components/feedback/EmptyState.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { readQuery, writeGroup, writeQuery, type Group } from "../../../lib/query/query.ts";
import { splitSearch } from "../../../lib/query/search.ts";

const MOST = 8;

export interface NothingFoundProps {
  where: string;
  /** The filter could not be read; else nothing matches it. */
  wrong: boolean;
  onApply: (where: string) => void;
}

/** Nothing matches, and the next step. */
export function NothingFound({ where, wrong, onApply }: NothingFoundProps) {
  const t = useMessages();
  const read = readQuery(where);
  const groups = "groups" in read ? read.groups : [];
  const ways =
    wrong || groups.length < 2
      ? []
      : groups.slice(0, MOST).map((group) => ({ group, left: without(groups, group) }));
  const counts = useQueries({ queries: ways.map(({ left }) => countModels(left)) });
  return (
    <EmptyState
      icon={<SearchX size={34} />}
      title={wrong ? t.filter.wrong : t.models.nothing}
      hint={wrong ? t.filter.mend : ways.length > 0 ? t.filter.loosen : t.models.nothingHint}
    >
      {ways.length > 0 && (
        <ul className="flex w-full max-w-xl flex-col gap-1.5">
          {ways.map(({ group, left }, at) => (
            <li key={left}>
              <Button className="w-full justify-start!" onClick={() => onApply(left)}>
                <X aria-hidden size={14} className="shrink-0 text-muted" />
                <span className="min-w-0 grow truncate text-left">
                  {t.filter.without(named(group, t.filter.searchFor))}
                </span>{" "}
                <span className="text-muted">
                  {counts[at]?.data !== undefined && t.filter.models(counts[at].data)}
                </span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Button look={ways.length > 0 ? "quiet" : "plain"} onClick={() => onApply("")}>
        {t.filter.clear}
      </Button>
    </EmptyState>
  );
}

function without(groups: readonly Group[], group: Group): string {
  return writeQuery(groups.filter((one) => one !== group));
}

function named(group: Group, searchFor: (text: string) => string): string {
  const { search } = splitSearch([group]);
  return search === "" ? writeGroup(group) : searchFor(search);
}
