/**
 * The comparison as a tree grid: path, base and headings stay in sight, one tab stop, driven by keys. Draws what
 * useDiffGrid says is in sight; what is compared is the page's business.
 */
import { Ellipsis } from "lucide-react";
import {
  type KeyboardEvent,
  lazy,
  type MouseEvent,
  Suspense,
  useCallback,
  useMemo,
  useRef,
  useState,
} from "react";
import type { Comparison } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { type Cell, cellAt, isOwnKey, keyLines, move } from "../../../components/grid/keys.ts";
import { useNarrow } from "../../../components/grid/useNarrow.ts";
import { Badge } from "../../../components/layout/Badge.tsx";
import { useKeyLines } from "../../../components/useActions.ts";
import { type Messages, useMessages } from "../../../i18n/messages.ts";
import type { KeyLine } from "../../../lib/actions.ts";
import { nameOf, shortId } from "../names.ts";
import type { Layout } from "../search.ts";
import { HEAD, type Shape, shapeOf } from "../shape.ts";
import type { Node } from "../tree.ts";
import { DiffGridRow } from "./DiffGridRow.tsx";
import type { ModelActs } from "./ModelMenu.tsx";
import { type Cursor, useDiffGrid } from "./useDiffGrid.ts";

export const GRID_ID = "differences";

export interface DiffGridProps {
  comparison: Comparison;
  nodes: readonly Node[];
  tree: { closed: ReadonlySet<string>; toggle: (id: string) => void };
  layout: Layout;
  cursor: Cursor;
  acts: ModelActs;
  onOpen: (node: Node, model: number) => void;
}

/** Keys down, models across. */
export function DiffGrid({ comparison, nodes, tree, layout, cursor, acts, onOpen }: DiffGridProps) {
  const t = useMessages();
  const narrow = useNarrow();
  useKeyLines(useMemo(() => comparisonKeys(t), [t]));
  const models = comparison.ids.length;
  const { base } = comparison;
  const [width, measure] = useWidth();
  const shape = useMemo(
    () => shapeOf({ nodes, layout, models, base, width, narrow }),
    [nodes, layout, models, base, width, narrow],
  );
  const grid = useDiffGrid(nodes, shape, cursor);
  const { active, goTo, rows, first, last, scroller, onScroll } = grid;

  function act(place: Cell): void {
    const node = nodes[place.row];
    if (place.row < 0)
      document.getElementById(`${GRID_ID}--1-${place.column}`)?.querySelector("button")?.click();
    else if (node === undefined) return;
    else if (node.row === undefined || (place.column === 0 && node.children.length > 0)) tree.toggle(node.id);
    else onOpen(node, modelOf(place.column, node));
  }
  function modelOf(column: number, node: Node): number {
    const model = shape.order[column - 1];
    if (model !== undefined && model !== base) return model;
    const differing = node.row?.cells.findIndex((cell) => cell.change !== "same") ?? -1;
    return differing >= 0 ? differing : base === 0 ? 1 : 0;
  }
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (!isOwnKey(event) || event.altKey) return;
    const node = nodes[active.row];
    const closed = node !== undefined && tree.closed.has(node.id);
    const group = active.column === 0 && node !== undefined && node.children.length > 0;
    const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / 40));
    const next = move(active, event, { rows: nodes.length, columns: (shape.order.length || 1) + 1, page });
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) act(active);
    else if (group && event.key === (closed ? "ArrowRight" : "ArrowLeft")) tree.toggle(node.id);
    else if (next !== null) goTo(next);
    else return;
    event.preventDefault();
  }
  function onClick(event: MouseEvent<HTMLDivElement>): void {
    const place = cellAt(event.target);
    const button = event.target instanceof Element && event.target.closest("button, a");
    if (place === null || place.row < 0 || button) return;
    goTo(place);
    act(place);
  }
  return (
    <div
      ref={scroller}
      id={GRID_ID}
      role="treegrid"
      tabIndex={0}
      aria-label={t.diff.table}
      aria-rowcount={nodes.length + 1}
      aria-colcount={(shape.order.length || 1) + 1}
      aria-activedescendant={`${GRID_ID}-${active.row}-${active.column}`}
      className="diff-grid relative min-h-44 w-full overflow-auto rounded-md border border-line bg-surface"
      style={{ height: shape.height + 2 }}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <div
        ref={measure}
        role="presentation"
        className="relative"
        style={{ width: shape.width, height: shape.height }}
      >
        <DiffGridHead
          grid={GRID_ID}
          comparison={comparison}
          shape={shape}
          active={active.row === -1 ? active.column : -1}
          first={first}
          last={last}
          acts={acts}
        />
        {rows.map((at) => {
          const node = nodes[at];
          return (
            node && (
              <DiffGridRow
                key={node.id}
                grid={GRID_ID}
                comparison={comparison}
                shape={shape}
                node={node}
                at={at}
                open={!tree.closed.has(node.id)}
                active={active.row === at ? active.column : -1}
                first={first}
                last={last}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

/** The keys of the comparison as the `?` sheet lists them. */
function comparisonKeys(t: Messages): KeyLine[] {
  const names = t.diff.keyNames;
  return keyLines(t.diff.keysHere, [
    [names.move, "← → ↑ ↓"],
    [names.edge, "Home End"],
    [names.page, "PgUp PgDn"],
    [names.corner, "Mod+Home Mod+End"],
    [names.group, "← →"],
    [names.open, "Enter"],
    [names.menu, "Enter"],
  ]);
}

/** How wide the element is that the measured one lies in, followed as it changes. */
function useWidth(): [number, (inside: HTMLElement | null) => (() => void) | undefined] {
  const [width, setWidth] = useState(() => (typeof window === "undefined" ? 0 : window.innerWidth - 34));
  const measure = useCallback((inside: HTMLElement | null) => {
    const element = inside?.parentElement;
    if (!element) return undefined;
    const read = (): void => setWidth(element.clientWidth);
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [width, measure];
}

interface DiffGridHeadProps {
  grid: string;
  comparison: Comparison;
  shape: Shape;
  active: number;
  first: number;
  last: number;
  acts: ModelActs;
}

const CELL = "flex shrink-0 items-center overflow-hidden border-b border-line bg-sunken";

/** The headings of the comparison: the models with what can be done to each, the base marked. Always in sight. */
function DiffGridHead({ grid, comparison, shape, active, first, last, acts }: DiffGridHeadProps) {
  const t = useMessages();
  const { order, narrow, path, column } = shape;
  const start = narrow ? 0 : 1;
  const unified = shape.layout === "unified";
  const shown = order.slice(start + first, start + last + 1);
  const cell = (number: number) => ({
    id: `${grid}--1-${number}`,
    role: "columnheader",
    "aria-colindex": number + 1,
    "data-column": number,
    "data-active": active === number || undefined,
  });
  return (
    <div
      role="row"
      aria-rowindex={1}
      data-row={-1}
      className="sticky top-0 z-20 flex"
      style={{ height: HEAD, width: shape.width }}
    >
      <div
        {...cell(0)}
        className={path === 0 ? "sr-only" : `${CELL} sticky left-0 z-10 border-r px-3 font-semibold`}
        style={path === 0 ? undefined : { width: path }}
      >
        {t.diff.key}
      </div>
      {unified && (
        <div {...cell(1)} className={`${CELL} gap-2 overflow-x-auto px-3`} style={{ width: column }}>
          <span className="sr-only">{t.diff.values}</span>
          {comparison.ids.map((id, model) => (
            <div
              key={id}
              className="flex max-w-64 min-w-36 shrink-0 items-center border-r border-line pr-2 last:border-r-0"
            >
              <ModelHeading comparison={comparison} model={model} acts={acts} />
            </div>
          ))}
        </div>
      )}
      {!unified && !narrow && (
        <div
          {...cell(1)}
          className={`${CELL} sticky z-10 border-r px-2.5`}
          style={{ width: column, left: path }}
        >
          <ModelHeading comparison={comparison} model={order[0]!} acts={acts} />
        </div>
      )}
      {!unified && <div aria-hidden className="shrink-0" style={{ width: first * column }} />}
      {!unified &&
        shown.map((model, offset) => (
          <div
            key={model}
            {...cell(1 + start + first + offset)}
            className={`${CELL} border-r border-r-line/50 px-2.5`}
            style={{ width: column }}
          >
            <ModelHeading comparison={comparison} model={model} acts={acts} />
          </div>
        ))}
    </div>
  );
}

const ModelMenu = lazy(async () => ({ default: (await import("./ModelMenu.tsx")).ModelMenu }));

interface ModelHeadingProps {
  comparison: Comparison;
  model: number;
  acts: ModelActs;
}

/** A model at the head of its column: title, ID, whether it is the base, and the button of its menu. */
function ModelHeading({ comparison, model, acts }: ModelHeadingProps) {
  const t = useMessages();
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const id = comparison.ids[model]!;
  const shown = comparison.models[model];
  const titled = shown !== undefined && shown.title !== "";
  return (
    <>
      <span className="flex min-w-0 grow flex-col leading-snug" title={id}>
        <span className="flex min-w-0 items-center gap-1.5">
          <span className="truncate font-semibold">{nameOf(shown) || shortId(id)}</span>
          {model === comparison.base && <Badge tone="accent">{t.diff.base}</Badge>}
          {shown?.note?.verdict === "bad" && <Badge tone="bad">{t.diff.markedBad}</Badge>}
        </span>
        <span dir="rtl" className="truncate text-left font-mono text-[0.82rem] text-muted">
          <bdi>{titled ? id : id.slice(0, id.indexOf("/"))}</bdi>
        </span>
      </span>
      <Button
        ref={trigger}
        look="quiet"
        square
        tabIndex={-1}
        aria-label={t.diff.menuOf(id)}
        aria-haspopup="menu"
        aria-expanded={open}
        className="-mr-1 w-7! shrink-0"
        onClick={() => setOpen(true)}
      >
        <Ellipsis aria-hidden size={15} />
      </Button>
      {open && (
        <Suspense>
          <ModelMenu
            comparison={comparison}
            model={model}
            acts={acts}
            trigger={trigger}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
