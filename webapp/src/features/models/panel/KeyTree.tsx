/**
 * The keys by group: virtual, an ARIA tree with one tab stop. Arrows move, open and close; Space shows and hides a key
 * or a whole group. Fetches nothing.
 */
import { Check, ChevronDown, ChevronRight, Minus } from "lucide-react";
import { type KeyboardEvent, memo, type MouseEvent, useId, useMemo, useState } from "react";
import { isOwnKey } from "../../../components/grid/keys.ts";
import { moveInTree } from "../../../components/tree/keys.ts";
import { NO_COLUMNS, useSight, withActive } from "../../../components/grid/useSight.ts";
import { evenly } from "../../../components/grid/window.ts";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatCount, formatPercent } from "../../../lib/format/format.ts";
import { KEY_FIELDS } from "../../../lib/query/query.ts";
import { kindsOf } from "../filter/operators.ts";
import type { Line, PanelKey } from "./keyTree.ts";

const LINE_HEIGHT = 30;
/** Lines that a page key moves. */
const PAGE = 12;

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
  const [wanted, setWanted] = useState(0);
  const active = Math.max(0, Math.min(wanted, lines.length - 1));
  const axis = useMemo(() => evenly(lines.length, LINE_HEIGHT), [lines.length]);
  const sight = useSight({ rows: axis, head: 0, edges: NO_COLUMNS });
  const { scroller, onScroll, showRow } = sight;

  function toggle(line: Line): void {
    if (line.kind === "key") return onShow([line.one.key], !shown.has(line.one.key));
    const keys = line.keys.map((one) => one.key);
    onShow(keys, !keys.every((key) => shown.has(key)));
  }
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const line = lines[active];
    if (line === undefined || !isOwnKey(event) || event.altKey) return;
    if (event.key === " " && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      return toggle(line);
    }
    const branch = line.kind === "group";
    const parent = branch ? active : lines.findLastIndex((one, at) => at < active && one.kind === "group");
    const state = { branch, open: branch && line.open, searching: false, parent };
    const next = moveInTree(active, event, state, { rows: lines.length, page: PAGE });
    if (next === null && event.key !== "Enter") return;
    event.preventDefault();
    if (next === null) toggle(line);
    else if (next !== "toggle") {
      setWanted(next);
      showRow(next);
    } else if (branch) onOpen(line.group, !line.open);
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
      onScroll={onScroll}
      role="tree"
      tabIndex={0}
      aria-label={t.panel.tree}
      aria-multiselectable
      aria-activedescendant={lines.length > 0 ? `${id}-${active}` : undefined}
      onKeyDown={onKeyDown}
      onClick={onClick}
      className="args-tree min-h-0 grow overflow-auto overscroll-contain"
    >
      <div role="presentation" className="relative" style={{ height: sight.height }}>
        {withActive(sight.rows, active).map((index) => {
          const line = lines[index];
          if (line === undefined) return null;
          const place = {
            id: `${id}-${index}`,
            index,
            top: axis.start(index),
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

interface GroupLineProps {
  place: LinePlace;
  group: string;
  open: boolean;
  count: number;
  shown: number;
}

/** The heading of a group of keys: opened and closed, shown and hidden as a whole. Display only. */
function GroupLine({ place, group, open, count, shown }: GroupLineProps) {
  const t = useMessages();
  const checked = shown === 0 ? false : shown === count || "mixed";
  const Sign = open ? ChevronDown : ChevronRight;
  const name =
    group === "" ? t.panel.fields : (NAMED[group] && t.panel[NAMED[group]]) || group.replace(/^args\./, "");
  return (
    <div
      id={place.id}
      role="treeitem"
      aria-level={1}
      aria-expanded={open}
      aria-checked={checked}
      aria-selected={false}
      data-line={place.index}
      data-active={place.active || undefined}
      className="absolute inset-x-0 flex cursor-pointer items-center gap-2 bg-sunken px-2 font-semibold"
      style={{ top: place.top, height: place.height }}
    >
      <Sign aria-hidden size={14} className="shrink-0 text-muted" />
      <CheckMark checked={checked} />
      <span className="min-w-0 grow truncate" title={group}>
        {name}
      </span>{" "}
      <span className="shrink-0 text-[0.86rem] font-normal text-muted">{t.panel.shownOf(shown, count)}</span>
    </div>
  );
}

const NAMED: Record<string, "args" | "metrics"> = { args: "args", metrics: "metrics" };

/** Where a line stands in the tree. */
interface LinePlace {
  id: string;
  index: number;
  top: number;
  height: number;
  active: boolean;
}

interface KeyLineProps {
  place: LinePlace;
  one: PanelKey;
  at: number;
  of: number;
  shown: boolean;
  models: number;
}

/** One key of the panel: whether it is shown, its types, in how many models it is, how many values it has. */
const KeyLine = memo(KeyLineRow, (before, now) => {
  const { place, ...rest } = now;
  return same(before.place, place) && same(before, { ...rest, place: before.place });
});

function same<Props extends object>(one: Props, other: Props): boolean {
  return (Object.keys(one) as (keyof Props)[]).every((name) => Object.is(one[name], other[name]));
}

function KeyLineRow({ place, one, at, of, shown, models }: KeyLineProps) {
  const { messages: t, language } = useLocale();
  const { row } = one;
  const kinds = row === null && !(one.key in KEY_FIELDS) ? [] : kindsOf(one.key, row ?? undefined);
  const types = kinds.filter((kind) => kind !== "mapping").map((kind) => t.filter.types[kind]);
  const share = row && models > 0 ? row.models / models : null;
  const percent = share === null ? "" : percentOf(share, language);
  return (
    <div
      id={place.id}
      role="treeitem"
      aria-level={2}
      aria-posinset={at}
      aria-setsize={of}
      aria-checked={shown}
      aria-selected={false}
      data-line={place.index}
      data-active={place.active || undefined}
      className="absolute inset-x-0 flex cursor-pointer items-center gap-2 pr-2 pl-7 hover:bg-sunken"
      style={{ top: place.top, height: place.height }}
    >
      <CheckMark checked={shown} />
      <span className="min-w-0 grow truncate" title={one.key}>
        {one.label}
      </span>
      <span className="w-24 shrink-0 truncate text-[0.86rem] text-muted" title={types.join(", ")}>
        {types.join(", ")}
      </span>
      <span className="w-11 shrink-0 text-right text-[0.86rem] text-muted">{percent}</span>
      <span className="w-12 shrink-0 text-right text-[0.86rem] text-muted">
        {row && `${row.distinct_exact ? "" : "~"}${formatCount(row.distinct, language)}`}
      </span>
    </div>
  );
}

/** A share that is neither nothing nor everything is not rounded to it. */
function percentOf(share: number, language: string): string {
  const shown = share > 0 && share < 0.01 ? 0.01 : share < 1 ? Math.floor(share * 100) / 100 : 1;
  return `${share > 0 && share < 0.01 ? "<" : ""}${formatPercent(shown, language)}`;
}

/** A box that says whether something is shown: yes, no, or in part. Display only. */
function CheckMark({ checked }: { checked: boolean | "mixed" }) {
  const filled = checked !== false;
  return (
    <span
      aria-hidden
      data-check
      className={`flex size-4 shrink-0 items-center justify-center rounded-xs border ${filled ? "border-transparent bg-accent-fill text-on-accent" : "border-edge"}`}
    >
      {checked === true && <Check size={12} strokeWidth={3} />}
      {checked === "mixed" && <Minus size={12} strokeWidth={3} />}
    </span>
  );
}
