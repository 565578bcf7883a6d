/** The args of a model as a tree: key, value, and what copies either. */
import { KeyRound } from "lucide-react";
import { useMemo } from "react";
import { Badge } from "../../components/Badge.tsx";
import { CopyButton } from "../../components/CopyButton.tsx";
import { Indented } from "../../components/Indented.tsx";
import { TreeGrid } from "../../components/TreeGrid.tsx";
import { Value } from "../../components/Value.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { writeExact } from "../../lib/json.ts";
import { leafText, type TreeRow } from "../../lib/tree.ts";

/** A row, and whether the policy leaves its key out of the ID. */
export interface ArgsTreeRow extends TreeRow {
  ignored: boolean;
}

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
  const shown = useMemo(() => rows.map((row) => ({ ...row, ignored: ignored(row.path) })), [rows, ignored]);
  const labels = { tree: t.args.tree, columns: [t.args.key, t.args.value, t.args.actions] };
  return <TreeGrid labels={labels} rows={shown} opened={opened} onOpen={onOpen} cells={Cells} />;
}

function Cells({ row, open, active }: { row: ArgsTreeRow; open: boolean; active: boolean }) {
  const t = useMessages();
  const branch = row.children > 0;
  const tone = row.ignored ? "text-faint" : "";
  return (
    <>
      <Indented depth={row.depth} branch={branch} open={open} title={row.key}>
        <span className={`truncate ${tone || (branch ? "font-medium" : "")}`}>{row.name}</span>
        {row.ignored && <Badge title={t.args.ignoredHint}>{t.args.ignored}</Badge>}
      </Indented>
      <span role="gridcell" className={`min-w-0 grow truncate font-mono text-[0.93rem] ${tone}`}>
        {branch ? (
          <span className="text-muted">
            {Array.isArray(row.value) ? `[${row.children}]` : `{${row.children}}`}
          </span>
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
    </>
  );
}
