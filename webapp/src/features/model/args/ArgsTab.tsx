/** The args of a model as a tree: find, open, copy, hold against a parent's. The tree itself is ArgsTree.tsx. */
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { api, ApiError, data } from "../../../api/client.ts";
import { me, policy } from "../../../api/queries.ts";
import type { FullModel } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { INPUT } from "../../../components/controls/TextField.tsx";
import { useOpened } from "../../../components/tree/useOpened.ts";
import { useMessages } from "../../../i18n/messages.ts";
import { failureOf, sentenceOf } from "../../../lib/failure.ts";
import { type Json, rawMember, writeExact } from "../../../lib/json/json.ts";
import { patternFor } from "../../../lib/json/policy.ts";
import { findRows, openedTo, openRows, type TreeRow, treeRows } from "../../../lib/json/tree.ts";
import { saveFile } from "../../../lib/save.ts";
import { toasts } from "../../../lib/toasts.ts";
import { useCardWords } from "../useCardWords.ts";
import { useSeenAs } from "../useSeenAs.ts";
import { ArgsTree } from "./ArgsTree.tsx";
import { ParentBar, useParentDiff, type Was } from "./ParentBar.tsx";

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
  // The rules are told to members alone; those that this model was made with count.
  const member = Boolean(who.data) && who.data?.role !== "guest";
  const rules = useQuery({ ...policy(model.policy), enabled: member });
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

interface ArgsToolsProps {
  id: string;
  args: Json;
  deepest: number;
  /** Open everything down to a level; 0 closes all. */
  onLevel: (level: number) => void;
}

/** What is done with the args as a whole: find, open to a level, copy, take along as a file. */
function ArgsTools({ id, args, deepest, onLevel }: ArgsToolsProps) {
  const t = useMessages();
  const words = useCardWords().args;
  const as = useSeenAs();
  const [busy, setBusy] = useState(false);
  const name = id.replace(/[/:]/g, "-");

  async function take(kind: "json" | "yaml"): Promise<void> {
    setBusy(true);
    try {
      const text =
        kind === "json"
          ? await argsText(id, as)
          : (await import("../../../lib/json/yamlText.ts")).writeYaml(args);
      const type = kind === "json" ? "application/json" : "application/yaml";
      saveFile(new Blob([text], { type }), `${name}-args.${kind}`);
    } catch (error) {
      toasts.show(sentenceOf(failureOf(error), t.error), "bad");
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      {deepest > 0 && (
        <>
          <Button onClick={() => onLevel(Infinity)}>{t.args.expandAll}</Button>
          <Button onClick={() => onLevel(0)}>{t.args.collapseAll}</Button>
        </>
      )}
      {deepest > 1 && (
        <label className="inline-flex items-center gap-2 text-muted">
          {t.args.level}
          <select
            value=""
            onChange={(event) => onLevel(Number(event.target.value))}
            className={`${INPUT} w-auto!`}
          >
            <option value="" disabled>
              –
            </option>
            {Array.from({ length: deepest }, (_, level) => (
              <option key={level} value={level + 1}>
                {level + 1}
              </option>
            ))}
          </select>
        </label>
      )}
      <CopyButton text={() => writeExact(args, 2)} label={t.args.copyJson} />
      {(["json", "yaml"] as const).map((kind) => (
        <Button
          key={kind}
          disabled={busy}
          aria-label={`${words.download}: ${words[kind]}`}
          title={`${words.download}: ${words[kind]}`}
          onClick={() => void take(kind)}
        >
          <Download aria-hidden size={15} />
          {kind.toUpperCase()}
        </Button>
      ))}
    </>
  );
}

/** The args of a model as the very text that was given: the server keeps and sends it so, parsing would lose it. */
async function argsText(id: string, as: string | undefined): Promise<string> {
  const params = { path: { ref: id }, query: as === undefined ? {} : { as } };
  const text = String(await data(api.GET("/api/v1/models/{ref}", { params, parseAs: "text" })));
  const found = rawMember(text, "args");
  if (found === null) throw new ApiError(200, "unreadable", "");
  return found;
}
