/** What differs between two or more models. Which ones, the base and what is shown are in the address. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Equal, GitCompare } from "lucide-react";
import { useId } from "react";
import { diff } from "../../api/queries.ts";
import { EmptyState } from "../../components/EmptyState.tsx";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { useTitle } from "../../components/Page.tsx";
import { Skeleton } from "../../components/Skeleton.tsx";
import { INPUT } from "../../components/TextField.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { DiffTable } from "./DiffTable.tsx";

const NONE: string[] = [];

/** The page at `/diff?id=…&id=…`. */
export function ComparePage() {
  const t = useMessages();
  const { id: ids = NONE, base, all } = useSearch({ from: "/shell/diff" });
  const everything = all === "true";
  const found = useQuery({ ...diff(ids, base, everything), placeholderData: keepPreviousData });
  useTitle(t.diff.title);
  if (ids.length < 2) {
    return (
      <EmptyState icon={<GitCompare size={34} />} title={t.diff.needsTwo} hint={t.diff.needsTwoHint}>
        <Link to="/" className="text-accent underline">
          {t.error.toModels}
        </Link>
      </EmptyState>
    );
  }
  const counts = Object.values(found.data?.counts ?? {});
  const differing = counts.reduce((sum, count) => sum + count.different, 0);
  const total = counts.reduce((sum, count) => sum + count.total, 0);
  return (
    <div className="flex grow flex-col gap-3 px-4 py-4">
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
        <h1 className="text-xl font-semibold">{t.diff.models(ids.length)}</h1>
        <Controls ids={ids} base={base ?? ids[0]!} all={everything} />
        {found.data && (
          <span role="status" className="text-muted">
            {t.diff.differing(differing, total)}
          </span>
        )}
      </div>
      {found.isPending && <Skeleton lines={10} />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.rows.length === 0 && (
        <EmptyState icon={<Equal size={34} />} title={t.diff.equal} hint={t.diff.equalHint} />
      )}
      {found.data && found.data.rows.length > 0 && <DiffTable comparison={found.data} />}
    </div>
  );
}

interface ControlsProps {
  ids: readonly string[];
  base: string;
  all: boolean;
}

function Controls({ ids, base, all }: ControlsProps) {
  const t = useMessages();
  const field = useId();
  const navigate = useNavigate({ from: "/diff" });
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
      <span className="inline-flex min-w-0 items-center gap-2">
        <label htmlFor={field}>{t.diff.baseline}</label>
        <select
          id={field}
          value={base}
          onChange={(event) => void navigate({ search: (old) => ({ ...old, base: event.target.value }) })}
          className={`${INPUT} max-w-72`}
        >
          {ids.map((id) => (
            <option key={id}>{id}</option>
          ))}
        </select>
      </span>
      <label className="inline-flex items-center gap-2">
        <input
          type="checkbox"
          className="size-4 accent-accent-fill"
          checked={!all}
          onChange={(event) =>
            void navigate({ search: (old) => ({ ...old, all: event.target.checked ? undefined : "true" }) })
          }
        />
        {t.diff.onlyDifferences}
      </label>
    </div>
  );
}
