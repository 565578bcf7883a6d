/** What is shown of the comparison: against which base, only differences or all, without what, in which layout. */
import { EyeOff } from "lucide-react";
import { lazy, Suspense, useId, useRef, useState } from "react";
import type { Comparison } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { Segments } from "../../../components/controls/Segments.tsx";
import { INPUT } from "../../../components/controls/TextField.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { nameOf, shortId } from "../names.ts";
import type { Layout } from "../search.ts";
import type { DiffState } from "../useDiffSearch.ts";

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
      <span className="ml-auto">
        <Segments
          label={t.diff.layout}
          value={layout}
          options={LAYOUTS.map((value) => ({ value, label: t.diff.layouts[value] }))}
          onChange={(value) => change({ layout: value }, true)}
        />
      </span>
    </div>
  );
}

const IgnorePanel = lazy(async () => ({ default: (await import("./IgnorePanel.tsx")).IgnorePanel }));

interface IgnoreButtonProps {
  ignore: readonly string[];
  onChange: (ignore: readonly string[]) => void;
}

/** Opens what is left out of the comparison. */
function IgnoreButton({ ignore, onChange }: IgnoreButtonProps) {
  const t = useMessages();
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button ref={trigger} aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(true)}>
        <EyeOff aria-hidden size={15} />
        {t.diff.ignore}
        {ignore.length > 0 && <span className="text-accent">{ignore.length}</span>}
      </Button>
      {open && (
        <Suspense>
          <IgnorePanel ignore={ignore} trigger={trigger} onChange={onChange} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
