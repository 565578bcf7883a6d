/** One key of the panel: whether it is shown, its types, in how many models it is, how many values it has. */
import { memo } from "react";
import { useLocale } from "../../../i18n/messages.ts";
import { formatCount, formatPercent } from "../../../lib/format/format.ts";
import { KEY_FIELDS } from "../../../lib/query/query.ts";
import { kindsOf } from "../filter/operators.ts";
import { CheckMark } from "./CheckMark.tsx";
import type { PanelKey } from "./keyTree.ts";

/** Where a line stands in the tree. */
export interface LinePlace {
  id: string;
  index: number;
  top: number;
  height: number;
  active: boolean;
}

export interface KeyLineProps {
  place: LinePlace;
  one: PanelKey;
  at: number;
  of: number;
  shown: boolean;
  models: number;
}

/** A line of the tree, drawn again only if it looks otherwise. */
export const KeyLine = memo(Line, (before, now) => {
  const { place, ...rest } = now;
  return same(before.place, place) && same(before, { ...rest, place: before.place });
});

function same<Props extends object>(one: Props, other: Props): boolean {
  return (Object.keys(one) as (keyof Props)[]).every((name) => Object.is(one[name], other[name]));
}

function Line({ place, one, at, of, shown, models }: KeyLineProps) {
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
