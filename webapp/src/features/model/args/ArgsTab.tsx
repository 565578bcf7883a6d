/** The args of a model as a tree: find, open, copy, hold against a parent's. The tree itself is ArgsTree.tsx. */
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useState } from "react";
import { me, policy } from "../../../api/queries.ts";
import type { FullModel } from "../../../api/types.ts";
import { INPUT } from "../../../components/controls/TextField.tsx";
import { useOpened } from "../../../components/tree/useOpened.ts";
import { useMessages } from "../../../i18n/messages.ts";
import { patternFor } from "../../../lib/json/policy.ts";
import { findRows, openedTo, openRows, treeRows, type TreeRow } from "../../../lib/json/tree.ts";
import { ArgsTools } from "./ArgsTools.tsx";
import { ArgsTree } from "./ArgsTree.tsx";
import { ParentBar } from "./ParentBar.tsx";
import { useParentDiff, type Was } from "./useParentDiff.ts";

const ALL_OPEN = 150;

export interface ArgsTabProps {
  model: FullModel;
  /** Whether the table, and comparing, is open to who looks. */
  mayList: boolean;
}

/** The second tab. */
export function ArgsTab({ model, mayList }: ArgsTabProps) {
  const t = useMessages();
  const { args, parents } = model;
  const who = useQuery(me());
  // The rules are told to who is signed in; those that this model was made with count.
  const rules = useQuery({ ...policy(model.policy), enabled: Boolean(who.data) });
  const rows = useMemo(() => treeRows(args), [args]);
  const deepest = useMemo(() => rows.reduce((depth, row) => Math.max(depth, row.depth), 0), [rows]);
  const { opened, setOpened, setOpen } = useOpened(rows, ALL_OPEN);
  const [text, setText] = useState("");
  const [only, setOnly] = useState(false);
  const [chosen, setParent] = useState<string | null>(null);
  const parent = mayList ? (chosen ?? parents[0]?.id ?? null) : null;
  const diff = useParentDiff(model.id, parent);
  const wanted = useDeferredValue(text.trim());
  const ignored = useMemo(() => patternFor(rules.data?.ignore ?? []), [rules.data]);
  const seed = useMemo(() => patternFor(rules.data?.seeds ?? []), [rules.data]);
  const narrowed = only && parent !== null;
  const within = useMemo(
    () => (narrowed ? differing(rows, diff.differing) : rows),
    [rows, narrowed, diff.differing],
  );
  const found = wanted !== "" || narrowed;
  const shown = useMemo(
    () => (wanted !== "" ? findRows(within, wanted) : narrowed ? within : openRows(rows, opened)),
    [rows, within, opened, wanted, narrowed],
  );
  const leaves = useMemo(() => rows.filter((row) => row.children === 0).length, [rows]);
  if (rows.length === 0) return <p className="text-muted">{t.args.empty}</p>;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <input
          type="search"
          aria-label={t.args.find}
          placeholder={t.args.find}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className={`${INPUT} max-w-xs grow basis-40`}
        />
        <span role="status" className="text-muted">
          {t.args.keys(found ? shown.filter((row) => row.children === 0).length : leaves)}
        </span>
        <span className="grow" />
        <ArgsTools
          id={model.id}
          args={args}
          deepest={deepest}
          onLevel={(level) => setOpened(openedTo(rows, level))}
        />
      </div>
      {parent !== null && (
        <ParentBar
          id={model.id}
          parents={parents}
          parent={parent}
          onParent={setParent}
          diff={diff}
          only={only}
          onOnly={setOnly}
        />
      )}
      {shown.length === 0 ? (
        <p className="py-8 text-center text-muted">{t.args.nothing}</p>
      ) : (
        <ArgsTree
          rows={shown}
          opened={found ? null : opened}
          rules={{ ignored, seed }}
          differing={diff.differing}
          mayList={mayList}
          onOpen={setOpen}
        />
      )}
    </div>
  );
}

/** The rows at which something differs, with those that lead there and what lies below. */
function differing(rows: readonly TreeRow[], keys: ReadonlyMap<string, Was>): TreeRow[] {
  const kept = new Set<TreeRow>();
  const trail: TreeRow[] = [];
  let below = Infinity;
  for (const row of rows) {
    trail.length = row.depth;
    trail[row.depth] = row;
    if (row.depth <= below) below = Infinity;
    if (keys.has(row.key)) {
      for (const one of trail) kept.add(one);
      below = Math.min(below, row.depth);
    } else if (below < row.depth) kept.add(row);
  }
  return rows.filter((row) => kept.has(row));
}
