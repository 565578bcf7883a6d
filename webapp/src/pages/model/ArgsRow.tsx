/** One row of an args tree. Display only. */
import { ChevronDown, ChevronRight, KeyRound } from "lucide-react";
import { Badge } from "../../components/Badge.tsx";
import { CopyButton } from "../../components/CopyButton.tsx";
import { Value } from "../../components/Value.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { writeExact } from "../../lib/json.ts";
import { leafText, type TreeRow } from "../../lib/tree.ts";

const INDENT = 18;

export interface ArgsRowProps {
  id: string;
  row: TreeRow;
  place: { index: number; top: number; height: number };
  open: boolean;
  ignored: boolean;
  active: boolean;
  onPress: () => void;
}

/** Key, value, copy. */
export function ArgsRow({ id, row, place, open, ignored, active, onPress }: ArgsRowProps) {
  const t = useMessages();
  const branch = row.children > 0;
  const Chevron = open ? ChevronDown : ChevronRight;
  const list = Array.isArray(row.value);
  return (
    // The treegrid around it takes the keys; a press is the mouse's way.
    <div
      id={id}
      role="row"
      aria-rowindex={place.index + 2}
      aria-level={row.depth + 1}
      aria-posinset={row.position + 1}
      aria-setsize={row.siblings}
      aria-expanded={branch ? open : undefined}
      data-active={active || undefined}
      onClick={onPress}
      className={`group absolute inset-x-0 top-0 flex items-center gap-3 border-b border-line bg-surface px-2 hover:bg-sunken ${branch ? "cursor-pointer" : ""}`}
      style={{ height: place.height, transform: `translateY(${place.top}px)` }}
    >
      <span
        role="gridcell"
        title={row.key}
        className="flex w-[45%] max-w-md min-w-0 shrink-0 items-center gap-1"
        style={{ paddingLeft: row.depth * INDENT }}
      >
        <span aria-hidden className="w-4 shrink-0 text-muted">
          {branch && <Chevron size={15} />}
        </span>
        <span className={`truncate ${ignored ? "text-faint" : branch ? "font-medium" : ""}`}>{row.name}</span>
        {ignored && <Badge title={t.args.ignoredHint}>{t.args.ignored}</Badge>}
      </span>
      <span
        role="gridcell"
        className={`min-w-0 grow truncate font-mono text-[0.93rem] ${ignored ? "text-faint" : ""}`}
      >
        {branch ? (
          <span className="text-muted">{list ? `[${row.children}]` : `{${row.children}}`}</span>
        ) : (
          <Value value={row.value} />
        )}
      </span>
      <span
        role="gridcell"
        className={`absolute inset-y-0 right-0 flex items-center bg-inherit px-1 ${active ? "" : "opacity-0 group-hover:opacity-100 focus-within:opacity-100"}`}
        onClick={(event) => event.stopPropagation()}
      >
        <CopyButton
          icon={KeyRound}
          text={`args.${row.key}`}
          label={t.args.copyKey(row.key)}
          tabIndex={active ? 0 : -1}
        />
        <CopyButton
          text={() => (branch ? writeExact(row.value, 2) : leafText(row.value))}
          label={t.args.copyValue(row.key)}
          tabIndex={active ? 0 : -1}
        />
      </span>
    </div>
  );
}
