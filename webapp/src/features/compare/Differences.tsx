/** The rows of a comparison with what moves through them: search, next and previous, groups, both values in full. */
import { ChevronDown, ChevronsDownUp, ChevronsUpDown, ChevronUp, Equal, Search, X } from "lucide-react";
import { lazy, Suspense, useId, useMemo, useState } from "react";
import type { Comparison } from "../../api/types.ts";
import { Button } from "../../components/controls/Button.tsx";
import { INPUT } from "../../components/controls/TextField.tsx";
import { EmptyState } from "../../components/feedback/EmptyState.tsx";
import { useActions } from "../../components/useActions.ts";
import { useMessages } from "../../i18n/messages.ts";
import { isComposing } from "../../lib/shortcuts.ts";
import { DiffGrid, GRID_ID } from "./grid/DiffGrid.tsx";
import type { Named } from "./grid/useDiffGrid.ts";
import { shortId } from "./names.ts";
import { type Layout, packIds } from "./search.ts";
import {
  ancestorsOf,
  findNodes,
  groupIds,
  makeTree,
  nextDifference,
  type Node,
  placeOf,
  shownNodes,
} from "./tree.ts";
import type { DiffState } from "./useDiffSearch.ts";
import { ReadmeDiff } from "./values/ReadmeDiff.tsx";

const ValueDrawer = lazy(async () => ({ default: (await import("./values/ValueDrawer.tsx")).ValueDrawer }));
const NONE: ReadonlySet<string> = new Set();

export interface DifferencesProps {
  comparison: Comparison;
  layout: Layout;
  state: DiffState;
}

/** Tools and grid. */
export function Differences({ comparison, layout, state }: DifferencesProps) {
  const { search, ids, change, setIds } = state;
  const [text, setText] = useState("");
  const [closed, setClosed] = useState(NONE);
  const [named, setNamed] = useState<Named>({ node: null, column: 0, asked: 0 });
  const [opened, setOpened] = useState<{ id: string; model: number } | null>(null);
  const tree = useMemo(
    () => makeTree(findNodes(comparison, text), search.section),
    [comparison, text, search.section],
  );
  const nodes = useMemo(() => shownNodes(tree, closed), [tree, closed]);
  const everything = useMemo(() => shownNodes(tree, NONE), [tree]);
  const shownValue = opened && everything.find((node) => node.id === opened.id && node.row);

  function show(node: Node): void {
    const above = ancestorsOf(node);
    if (above.some((id) => closed.has(id)))
      setClosed((old) => new Set([...old].filter((id) => !above.includes(id))));
    setNamed((old) => ({ node: node.id, column: old.column, asked: old.asked + 1 }));
  }
  function step(by: 1 | -1): void {
    const from = named.node ?? (by > 0 ? null : (nodes[0]?.id ?? null));
    const node = nextDifference(tree, from, by);
    if (node === null) return;
    show(node);
    if (opened) setOpened({ ...opened, id: node.id });
    else document.getElementById(GRID_ID)?.focus({ preventScroll: true });
  }
  function toggle(id: string): void {
    setClosed((old) => new Set(old.has(id) ? [...old].filter((one) => one !== id) : [...old, id]));
  }
  const acts = {
    makeBase: (id: string) => change({ base: id }),
    remove: (id: string) => setIds(ids.filter((one) => one !== id)),
    move: (id: string, by: number) => {
      const base = comparison.ids[comparison.base]!;
      const others = ids.filter((one) => one !== base);
      const at = others.indexOf(id);
      others.splice(at, 1);
      others.splice(at + by, 0, id);
      change({ id: packIds([base, ...others]) });
    },
  };
  return (
    <>
      <DiffTools
        tree={tree}
        named={named}
        text={text}
        all={state.asked.all}
        onText={setText}
        onStep={step}
        onClosed={(all) => setClosed(all ? new Set(groupIds(tree)) : NONE)}
        onAll={(all) => change({ all: all ? "true" : undefined })}
      />
      {nodes.length > 0 ? (
        <DiffGrid
          comparison={comparison}
          nodes={nodes}
          tree={{ closed, toggle }}
          layout={layout}
          cursor={{ named, set: setNamed }}
          acts={acts}
          onOpen={(node, model) => setOpened({ id: node.id, model })}
        />
      ) : (
        <Nothing comparison={comparison} state={state} found={text !== ""} onClear={() => setText("")} />
      )}
      {search.section === "readme" && nodes.length > 0 && <ReadmeSection comparison={comparison} />}
      <Suspense>
        {shownValue && opened && (
          <ValueDrawer
            comparison={comparison}
            node={shownValue}
            model={opened.model}
            onModel={(model) => setOpened({ ...opened, model })}
            onStep={step}
            onClose={() => setOpened(null)}
          />
        )}
      </Suspense>
    </>
  );
}

interface NothingProps {
  comparison: Comparison;
  state: DiffState;
  found: boolean;
  onClear: () => void;
}

function Nothing({ comparison, state, found, onClear }: NothingProps) {
  const t = useMessages();
  const { section } = state.search;
  const none = Object.values(comparison.counts).every((count) => count.total === 0);
  const hint = found
    ? t.diff.nothingFound
    : none
      ? t.diff.nothingLeft
      : comparison.equal || section === undefined
        ? t.diff.equalHint
        : t.diff.equalHere;
  return (
    <EmptyState
      icon={<Equal size={34} />}
      title={found ? t.diff.nothingFound : t.diff.equal}
      hint={found ? "" : hint}
    >
      {found ? (
        <Button onClick={onClear}>{t.diff.clearFind}</Button>
      ) : (
        !state.asked.all && <Button onClick={() => state.change({ all: "true" })}>{t.diff.showAll}</Button>
      )}
    </EmptyState>
  );
}

interface DiffToolsProps {
  tree: readonly Node[];
  named: Named;
  text: string;
  all: boolean;
  onText: (text: string) => void;
  onStep: (step: 1 | -1) => void;
  onClosed: (all: boolean) => void;
  onAll: (all: boolean) => void;
}

/** What moves through the rows: find a path, next and previous difference, all groups. Offers the same as shortcuts. */
function DiffTools(props: DiffToolsProps) {
  const { tree, named, text, all, onText, onStep, onClosed, onAll } = props;
  const t = useMessages();
  const id = useId();
  const offered = useMemo(() => {
    const group = t.diff.title;
    const act = (id: string, label: string, shortcut: string, run: () => void) => ({
      id: `diff-${id}`,
      label,
      group,
      shortcut,
      run,
    });
    return [
      act("next", t.diff.next, "n", () => onStep(1)),
      act("previous", t.diff.previous, "b", () => onStep(-1)),
      act("toggle", t.diff.toggle, "d", () => onAll(!all)),
      act("find", t.diff.focusFind, "f", () => document.getElementById(id)?.focus()),
    ];
  }, [t, all, id, onStep, onAll]);
  useActions(offered);
  const [at, of] = useMemo(() => placeOf(tree, named.node), [tree, named.node]);
  return (
    <div className="flex flex-wrap items-center gap-x-1 gap-y-2 py-2">
      <div className="relative mr-2 flex min-w-40 grow items-center sm:max-w-72">
        <Search aria-hidden size={14} className="pointer-events-none absolute left-2.5 text-muted" />
        <input
          id={id}
          aria-label={t.diff.find}
          placeholder={t.diff.find}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={(event) => {
            if (isComposing(event.nativeEvent)) return;
            if (event.key === "Escape") onText("");
            if (event.key === "Enter") onStep(event.shiftKey ? -1 : 1);
          }}
          className={`${INPUT} pr-9! pl-8!`}
        />
        {text !== "" && (
          <Button
            look="quiet"
            square
            aria-label={t.diff.clearFind}
            className="absolute right-0"
            onClick={() => onText("")}
          >
            <X aria-hidden size={14} />
          </Button>
        )}
      </div>
      <span className="flex items-center gap-1">
        <Button
          look="quiet"
          square
          aria-label={t.diff.previous}
          aria-keyshortcuts="b"
          onClick={() => onStep(-1)}
        >
          <ChevronUp aria-hidden size={16} />
        </Button>
        <Button look="quiet" square aria-label={t.diff.next} aria-keyshortcuts="n" onClick={() => onStep(1)}>
          <ChevronDown aria-hidden size={16} />
        </Button>
        <span role="status" className="min-w-16 px-1 text-[0.93rem] text-muted">
          {at > 0 ? t.diff.place(at, of) : t.diff.differs(of)}
        </span>
      </span>
      <span className="ml-auto flex">
        <Button look="quiet" square aria-label={t.diff.expandAll} onClick={() => onClosed(false)}>
          <ChevronsUpDown aria-hidden size={15} />
        </Button>
        <Button look="quiet" square aria-label={t.diff.collapseAll} onClick={() => onClosed(true)}>
          <ChevronsDownUp aria-hidden size={15} />
        </Button>
      </span>
    </div>
  );
}

/** The READMEs of the base and of one other, below the row that says whether they differ. */
function ReadmeSection({ comparison }: { comparison: Comparison }) {
  const t = useMessages();
  const field = useId();
  const { ids, base } = comparison;
  const others = ids.filter((_, at) => at !== base);
  const [chosen, setChosen] = useState("");
  const other = others.includes(chosen) ? chosen : others[0]!;
  return (
    <section className="flex flex-col gap-2 pt-4">
      <span className="flex items-center gap-2">
        <label htmlFor={field} className="shrink-0 text-muted">
          {t.diff.readmeOf}
        </label>
        <select
          id={field}
          value={other}
          onChange={(event) => setChosen(event.target.value)}
          className={`${INPUT} max-w-96 font-mono`}
        >
          {others.map((id) => (
            <option key={id} value={id}>
              {shortId(id)}
            </option>
          ))}
        </select>
      </span>
      <ReadmeDiff before={ids[base]!} after={other} />
    </section>
  );
}
