/** The head of a row: a section with its counts, a group, or the last part of a path. */
import { ChevronDown, ChevronRight } from "lucide-react";
import type { Comparison } from "../../../api/types.ts";
import { useLocale, useMessages, type Messages } from "../../../i18n/messages.ts";
import { formatCount } from "../../../lib/format/format.ts";
import { ChangeMark } from "./ChangeMark.tsx";
import type { DiffGridRowProps } from "./DiffGridRow.tsx";
import type { Node } from "../tree.ts";

/** Always in sight at the left. */
export function PathCell({ grid, shape, node, at, open, active, comparison }: DiffGridRowProps) {
  const section = node.kind === "section";
  const Arrow = open ? ChevronDown : ChevronRight;
  const status = node.row?.status ?? "same";
  const stacked = shape.path === 0;
  return (
    <div
      id={`${grid}-${at}-0`}
      role="rowheader"
      aria-colindex={1}
      data-column={0}
      data-active={active === 0 || undefined}
      title={node.row?.key}
      className={`diff-path sticky left-0 z-10 flex shrink-0 items-center gap-1 overflow-hidden border-b border-line pr-2 ${section ? "bg-sunken font-semibold" : "bg-surface group-hover:bg-sunken"} ${stacked ? "h-8!" : "border-r"} ${node.children.length > 0 ? "cursor-pointer" : ""}`}
      style={{ width: stacked ? shape.width : shape.path, paddingLeft: 8 + Math.max(0, node.depth - 1) * 14 }}
    >
      {node.children.length > 0 ? (
        <Arrow aria-hidden size={14} className="shrink-0 text-muted" />
      ) : (
        <span aria-hidden className="w-3.5 shrink-0" />
      )}
      <PathText node={node} comparison={comparison} />
      {status !== "same" && (shape.layout === "unified" || shape.narrow) && (
        <ChangeMark change={status} text="" />
      )}
    </div>
  );
}

function PathText({ node, comparison }: { node: Node; comparison: Comparison }) {
  const t = useMessages();
  const { language } = useLocale();
  const section = node.kind === "section";
  const count = comparison.counts[node.id];
  return (
    <span className="min-w-0 grow truncate">
      {node.prefix !== "" && <span className="text-muted">{node.prefix}</span>}
      <span className={node.kind === "key" ? "font-medium" : ""}>
        {section ? sectionName(t, node.id) : node.label}
      </span>
      {section && count && (
        <span className="ml-2 font-normal text-muted">
          {formatCount(count.different, language)} / {formatCount(count.total, language)}
        </span>
      )}
    </span>
  );
}

function sectionName(t: Messages, name: string): string {
  return t.diff.sections[name as keyof Messages["diff"]["sections"]] ?? name;
}
