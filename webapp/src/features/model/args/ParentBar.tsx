/** How many args differ from a parent, from which one, and what only the parent has. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { diff } from "../../../api/compare.ts";
import type { Parent } from "../../../api/types.ts";
import { Select } from "../../../components/controls/Select.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Value } from "../../../components/tree/Value.tsx";
import { failureOf } from "../../../lib/failure.ts";
import type { Json } from "../../../lib/json/json.ts";
import { useCardWords } from "../useCardWords.ts";

export interface ParentBarProps {
  id: string;
  parents: readonly Parent[];
  parent: string;
  onParent: (id: string) => void;
  diff: ParentDiff;
  only: boolean;
  onOnly: (only: boolean) => void;
}

/** A line above the tree. */
export function ParentBar({ id, parents, parent, onParent, diff, only, onOnly }: ParentBarProps) {
  const words = useCardWords().args;
  // A parent that was deleted, or is not for these eyes, is nothing to compare with.
  if (diff.error && failureOf(diff.error).status === 404) return null;
  if (diff.error) return <ErrorNotice error={diff.error} title={words.failed} onRetry={diff.retry} />;
  const count = diff.differing.size + diff.gone.length;
  return (
    <div className="flex flex-col gap-2 rounded-md border border-line bg-surface px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <span role="status">{diff.ready ? words.differs(count) : words.parent}</span>
        {parents.length > 1 ? (
          <Select
            label={words.parent}
            value={parent}
            options={parents.map((one) => one.id)}
            onChange={onParent}
          />
        ) : (
          <code className="min-w-0 font-mono break-all">{parent}</code>
        )}
        <span className="grow" />
        <label className="inline-flex items-center gap-2">
          <input type="checkbox" checked={only} onChange={(event) => onOnly(event.target.checked)} />
          {words.onlyDiffering}
        </label>
        <Link to="/diff" search={{ id: [parent, id] }} className="text-accent underline">
          {words.compare}
        </Link>
      </div>
      {diff.gone.length > 0 && (
        <details>
          <summary className="cursor-pointer text-muted">{words.gone(diff.gone.length)}</summary>
          <dl
            aria-label={words.gonePanel}
            className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 font-mono text-[0.93rem]"
          >
            {diff.gone.map(({ key, value }) => (
              <div key={key} className="contents">
                <dt className="text-muted">{key}</dt>
                <dd className="truncate">
                  <Value value={value} />
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
}

/** What the parent has at a key; undefined where it has nothing there. */
export interface Was {
  value: Json | undefined;
}

interface ParentDiff {
  /** Keys at which this model has another value, or one that the parent lacks. */
  differing: ReadonlyMap<string, Was>;
  /** What only the parent has. */
  gone: readonly { key: string; value: Json | undefined }[];
  error: Error | null;
  retry: () => void;
  ready: boolean;
}

/** Where the args of a model differ from a parent's: compared by the server, here only looked up by key. */
export function useParentDiff(id: string, parent: string | null): ParentDiff {
  const found = useQuery(
    diff({
      id: parent === null ? [] : [id, parent],
      base: parent ?? "",
      all: false,
      only: ["args"],
      ignore: [],
    }),
  );
  const rows = found.data?.rows;
  const ids = found.data?.ids;
  const read = useMemo(() => {
    const differing = new Map<string, Was>();
    const gone: { key: string; value: Json | undefined }[] = [];
    // An answer about another parent is shown until the new one is there; it is none of this one's.
    if (rows === undefined || parent === null || !ids?.includes(parent)) return { differing, gone };
    const [here, base] = [ids.indexOf(id), ids.indexOf(parent)];
    for (const { key, section, cells } of rows) {
      const [mine, theirs] = [cells[here], cells[base]];
      if (section !== "args" || mine === undefined) continue;
      if (mine.state === "missing") gone.push({ key, value: theirs?.value });
      else differing.set(key, { value: theirs?.state === "missing" ? undefined : theirs?.value });
    }
    return { differing, gone };
  }, [rows, ids, id, parent]);
  return {
    ...read,
    error: found.error,
    retry: () => void found.refetch(),
    ready: found.isSuccess && !found.isPlaceholderData,
  };
}
