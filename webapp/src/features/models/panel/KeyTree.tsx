/**
 * The keys by group: virtual, an ARIA tree with one tab stop. Arrows move, open and close; Space shows and hides a key
 * or a whole group. Fetches nothing.
 */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useId, useRef, useState, type KeyboardEvent, type MouseEvent } from "react";
import { useMessages } from "../../../i18n/messages.ts";
import { isComposing } from "../../../lib/shortcuts.ts";
import { GroupLine } from "./GroupLine.tsx";
import { KeyLine } from "./KeyLine.tsx";
import type { Line } from "./keyTree.ts";

const LINE_HEIGHT = 30;

export interface KeyTreeProps {
  lines: readonly Line[];
  shown: ReadonlySet<string>;
  /** Of how many models the catalogue speaks. */
  models: number;
  onShow: (keys: readonly string[], show: boolean) => void;
  onOpen: (group: string, open: boolean) => void;
}

/** A tree of any number of keys. */
export function KeyTree({ lines, shown, models, onShow, onOpen }: KeyTreeProps) {
  const t = useMessages();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState(0);
  const active = Math.max(0, Math.min(wanted, lines.length - 1));
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 6,
    useFlushSync: false,
  });

  function go(index: number): void {
    const next = Math.max(0, Math.min(lines.length - 1, index));
    setWanted(next);
    virtual.scrollToIndex(next);
  }
  function toggle(line: Line): void {
    if (line.kind === "key") return onShow([line.one.key], !shown.has(line.one.key));
    const keys = line.keys.map((one) => one.key);
    onShow(keys, !keys.every((key) => shown.has(key)));
  }
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const line = lines[active];
    if (
      line === undefined ||
      isComposing(event.nativeEvent) ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey
    )
      return;
    const isGroup = line.kind === "group";
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(active + 1),
      ArrowUp: () => go(active - 1),
      Home: () => go(0),
      End: () => go(lines.length - 1),
      PageDown: () => go(active + 12),
      PageUp: () => go(active - 12),
      ArrowRight: () => (isGroup && !line.open ? onOpen(line.group, true) : go(active + 1)),
      ArrowLeft: () =>
        isGroup
          ? onOpen(line.group, false)
          : go(lines.findLastIndex((one, at) => at < active && one.kind === "group")),
      Enter: () => (isGroup ? onOpen(line.group, !line.open) : toggle(line)),
      " ": () => toggle(line),
    };
    const act = moves[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  }
  function onClick(event: MouseEvent): void {
    if (!(event.target instanceof Element)) return;
    const at = Number(event.target.closest<HTMLElement>("[data-line]")?.dataset["line"] ?? -1);
    const line = lines[at];
    if (line === undefined) return;
    setWanted(at);
    if (line.kind === "key" || event.target.closest("[data-check]")) toggle(line);
    else onOpen(line.group, !line.open);
  }
  return (
    // One tab stop that handles its keys itself; its lines are named by aria-activedescendant.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      ref={scroller}
      role="tree"
      tabIndex={0}
      aria-label={t.panel.tree}
      aria-multiselectable
      aria-activedescendant={lines.length > 0 ? `${id}-${active}` : undefined}
      onKeyDown={onKeyDown}
      onClick={onClick}
      className="args-tree min-h-0 grow overflow-auto overscroll-contain"
    >
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const line = lines[index]!;
          const place = {
            id: `${id}-${index}`,
            index,
            top: start,
            height: LINE_HEIGHT,
            active: index === active,
          };
          return line.kind === "group" ? (
            <GroupLine
              key={`group ${line.group}`}
              place={place}
              group={line.group}
              open={line.open}
              count={line.keys.length}
              shown={line.keys.filter((one) => shown.has(one.key)).length}
            />
          ) : (
            <KeyLine
              key={line.one.key}
              place={place}
              one={line.one}
              at={line.place}
              of={line.of}
              shown={shown.has(line.one.key)}
              models={models}
            />
          );
        })}
      </div>
    </div>
  );
}
