/** The heading of a group of keys: opened and closed, shown and hidden as a whole. Display only. */
import { ChevronDown, ChevronRight } from "lucide-react";
import { useMessages } from "../../../i18n/messages.ts";
import { CheckMark } from "./CheckMark.tsx";
import type { LinePlace } from "./KeyLine.tsx";

export interface GroupLineProps {
  place: LinePlace;
  group: string;
  open: boolean;
  count: number;
  shown: number;
}

/** A line of the tree that has lines below it. */
export function GroupLine({ place, group, open, count, shown }: GroupLineProps) {
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
