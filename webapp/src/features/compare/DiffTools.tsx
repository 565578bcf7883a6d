/** What moves through the rows: find a path, next and previous difference, all groups. Offers the same as shortcuts. */
import { ChevronDown, ChevronsDownUp, ChevronsUpDown, ChevronUp, Search, X } from "lucide-react";
import { useId, useMemo } from "react";
import { Button } from "../../components/controls/Button.tsx";
import { INPUT } from "../../components/controls/TextField.tsx";
import { useActions } from "../../components/useActions.ts";
import { useMessages } from "../../i18n/messages.ts";
import { isComposing } from "../../lib/shortcuts.ts";
import { placeOf, type Node } from "./tree.ts";
import type { Named } from "./grid/useDiffGrid.ts";

export interface DiffToolsProps {
  tree: readonly Node[];
  named: Named;
  text: string;
  all: boolean;
  onText: (text: string) => void;
  onStep: (step: 1 | -1) => void;
  onClosed: (all: boolean) => void;
  onAll: (all: boolean) => void;
}

/** A line above the grid. */
export function DiffTools(props: DiffToolsProps) {
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
