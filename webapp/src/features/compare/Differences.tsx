/** The rows of a comparison with what moves through them: search, next and previous, groups, both values in full. */
import { Equal } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import type { Comparison } from "../../api/types.ts";
import { Button } from "../../components/controls/Button.tsx";
import { EmptyState } from "../../components/feedback/EmptyState.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { DiffGrid, GRID_ID } from "./grid/DiffGrid.tsx";
import { DiffTools } from "./DiffTools.tsx";
import { ReadmeSection } from "./values/ReadmeSection.tsx";
import { packIds, type Layout } from "./search.ts";
import { ancestorsOf, findNodes, groupIds, makeTree, nextDifference, shownNodes, type Node } from "./tree.ts";
import type { DiffState } from "./useDiffSearch.ts";
import type { Named } from "./grid/useDiffGrid.ts";

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
