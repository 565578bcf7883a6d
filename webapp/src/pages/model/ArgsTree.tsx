/**
 * The rows of an args tree: virtual, an ARIA treegrid with one tab stop. Arrows move, open and close; the copy
 * buttons of the active row come next by Tab.
 */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useId, useRef, useState, type KeyboardEvent } from "react";
import { useMessages } from "../../i18n/messages.ts";
import { isComposing } from "../../lib/shortcuts.ts";
import type { TreeRow } from "../../lib/tree.ts";
import { ArgsRow } from "./ArgsRow.tsx";

const ROW_HEIGHT = 32;
const MAX_HEIGHT = 640;

export interface ArgsTreeProps {
  rows: readonly TreeRow[];
  /** Null while a search shows what it found, all open. */
  opened: ReadonlySet<string> | null;
  ignored: (path: TreeRow["path"]) => boolean;
  onOpen: (key: string, open: boolean) => void;
}

/** A tree of any size. */
export function ArgsTree({ rows, opened, ignored, onOpen }: ArgsTreeProps) {
  const t = useMessages();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [wantedActive, setActive] = useState(0);
  const active = Math.min(wantedActive, rows.length - 1);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
    useFlushSync: false,
  });
  const isOpen = (row: TreeRow): boolean => opened === null || opened.has(row.key);

  function go(index: number): void {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    setActive(next);
    virtual.scrollToIndex(next);
  }
  function parentOf(index: number): number {
    const depth = rows[index]!.depth;
    return rows.findLastIndex((row, at) => at < index && row.depth < depth);
  }
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const row = rows[active];
    if (row === undefined || isComposing(event.nativeEvent) || event.target !== event.currentTarget) return;
    const branch = row.children > 0;
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(active + 1),
      ArrowUp: () => go(active - 1),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      PageDown: () => go(active + 15),
      PageUp: () => go(active - 15),
      ArrowRight: () => (branch && !isOpen(row) ? onOpen(row.key, true) : branch && go(active + 1)),
      ArrowLeft: () =>
        branch && isOpen(row) && opened ? onOpen(row.key, false) : go(Math.max(0, parentOf(active))),
      Enter: () => branch && opened && onOpen(row.key, !isOpen(row)),
    };
    const act = moves[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }
  return (
    <div
      ref={scroller}
      role="treegrid"
      tabIndex={0}
      aria-label={t.args.tree}
      aria-rowcount={rows.length + 1}
      aria-colcount={3}
      aria-activedescendant={`${id}-${active}`}
      onKeyDown={onKeyDown}
      className="args-tree overflow-auto rounded-md border border-line bg-surface"
      style={{ maxHeight: MAX_HEIGHT }}
    >
      <div role="row" aria-rowindex={1} className="sr-only">
        <span role="columnheader">{t.args.key}</span>
        <span role="columnheader">{t.args.value}</span>
        <span role="columnheader">{t.args.actions}</span>
      </div>
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index]!;
          return (
            <ArgsRow
              key={row.key}
              id={`${id}-${item.index}`}
              row={row}
              place={{ index: item.index, top: item.start, height: ROW_HEIGHT }}
              open={isOpen(row)}
              ignored={ignored(row.path)}
              active={item.index === active}
              onPress={() => {
                setActive(item.index);
                if (row.children > 0 && opened) onOpen(row.key, !isOpen(row));
              }}
            />
          );
        })}
      </div>
    </div>
  );
}
