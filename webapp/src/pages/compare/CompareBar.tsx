/** What is shown of the comparison: against which base, only differences or all, without what, in which layout. */
import { useId } from "react";
import type { Comparison } from "../../api/types.ts";
import { INPUT } from "../../components/TextField.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { IgnoreButton } from "./IgnoreButton.tsx";
import { nameOf, shortId } from "./names.ts";
import type { Layout } from "./search.ts";
import type { DiffState } from "./useDiffSearch.ts";

const LAYOUTS: readonly Layout[] = ["columns", "unified"];

export interface CompareBarProps {
  state: DiffState;
  comparison: Comparison | undefined;
  layout: Layout;
}

/** One line of controls. */
export function CompareBar({ state, comparison, layout }: CompareBarProps) {
  const t = useMessages();
  const field = useId();
  const { ids, asked, search, change } = state;
  const base = search.base ?? ids[0]!;
  const counts = Object.entries(comparison?.counts ?? {})
    .filter(([name]) => search.section === undefined || name === search.section)
    .map(([, count]) => count);
  const differing = counts.reduce((sum, count) => sum + count.different, 0);
  const total = counts.reduce((sum, count) => sum + count.total, 0);
  const nameAt = (id: string, at: number): string =>
    comparison?.ids[at] === id || comparison?.models[at] ? nameOf(comparison.models[at]) : shortId(id);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <span className="inline-flex min-w-0 items-center gap-2">
        <label htmlFor={field} className="shrink-0 whitespace-nowrap text-muted">
          {t.diff.baseline}
        </label>
        <select
          id={field}
          value={base}
          onChange={(event) => change({ base: event.target.value })}
          className={`${INPUT} max-w-72`}
        >
          {ids.map((id, at) => (
            <option key={id} value={id}>
              {comparison?.ids.length === ids.length ? `${nameAt(id, at)} · ${shortId(id)}` : shortId(id)}
            </option>
          ))}
        </select>
      </span>
      <label className="inline-flex items-center gap-2">
        <input
          type="checkbox"
          className="size-4 accent-accent-fill"
          checked={!asked.all}
          onChange={(event) => change({ all: event.target.checked ? undefined : "true" })}
        />
        {t.diff.onlyDifferences}
        {comparison && (
          <span role="status" className="text-muted">
            {t.diff.differing(differing, total)}
          </span>
        )}
      </label>
      <IgnoreButton
        ignore={asked.ignore}
        onChange={(ignore) => change({ ignore: ignore.length > 0 ? [...ignore] : undefined })}
      />
      <fieldset className="ml-auto flex rounded-md border border-rim bg-surface p-0.5">
        <legend className="sr-only">{t.diff.layout}</legend>
        {LAYOUTS.map((one) => (
          <label
            key={one}
            className="relative inline-flex min-h-7 cursor-pointer items-center rounded px-2.5 text-muted has-checked:bg-accent-soft has-checked:font-medium has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="layout"
              className="absolute inset-0 cursor-pointer appearance-none outline-none"
              checked={layout === one}
              onChange={() => change({ layout: one }, true)}
            />
            {t.diff.layouts[one]}
          </label>
        ))}
      </fieldset>
    </div>
  );
}
