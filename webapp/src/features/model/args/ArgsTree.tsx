/** The args of a model as a tree: key, value, what the parent had, and what can be done with a row. */
import { Link } from "@tanstack/react-router";
import { KeyRound, Search } from "lucide-react";
import { useMemo } from "react";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { Badge } from "../../../components/layout/Badge.tsx";
import { Indented } from "../../../components/tree/Indented.tsx";
import { TreeGrid } from "../../../components/tree/TreeGrid.tsx";
import { Value } from "../../../components/tree/Value.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { writeExact } from "../../../lib/json/json.ts";
import { leafText, type TreeRow } from "../../../lib/json/tree.ts";
import { filterBy } from "../../../lib/query/valueFilter.ts";
import { useCardWords } from "../useCardWords.ts";
import type { Was } from "./ParentBar.tsx";

/** A row, the patterns of the policy that fit its key, what the parent has there, and how to find its like. */
export interface ArgsTreeRow extends TreeRow {
  ignored: string | null;
  seed: string | null;
  was: Was | undefined;
  where: string | null;
}

export interface ArgsTreeProps {
  rows: readonly TreeRow[];
  /** Null while a search shows what it found, all open. */
  opened: ReadonlySet<string> | null;
  rules: Record<"ignored" | "seed", (path: TreeRow["path"]) => string | null>;
  differing: ReadonlyMap<string, Was>;
  mayList: boolean;
  onOpen: (key: string, open: boolean) => void;
}

/** A tree of any size. */
export function ArgsTree({ rows, opened, rules, differing, mayList, onOpen }: ArgsTreeProps) {
  const t = useMessages();
  const { ignored, seed } = rules;
  const shown = useMemo(
    () =>
      rows.map((row): ArgsTreeRow => {
        const left = ignored(row.path);
        return {
          ...row,
          ignored: left,
          seed: left === null && row.children === 0 ? seed(row.path) : null,
          was: differing.get(row.key),
          where: mayList && row.children === 0 ? filterBy(`args.${row.key}`, row.value, false) : null,
        };
      }),
    [rows, ignored, seed, differing, mayList],
  );
  const labels = { tree: t.args.tree, columns: [t.args.key, t.args.value, t.args.actions] };
  return <TreeGrid labels={labels} rows={shown} opened={opened} onOpen={onOpen} cells={Cells} />;
}

function Cells({ row, open, active }: { row: ArgsTreeRow; open: boolean; active: boolean }) {
  const t = useMessages();
  const words = useCardWords().args;
  const branch = row.children > 0;
  const tone = row.ignored ? "text-faint" : "";
  return (
    <>
      <Indented depth={row.depth} branch={branch} open={open} title={row.key}>
        <span className={`truncate ${tone || (branch ? "font-medium" : "")}`}>{row.name}</span>
        {row.ignored && (
          <Badge title={words.ignoredBy(row.ignored)}>
            {t.args.ignored}
            <span className="sr-only">{words.ignoredBy(row.ignored)}</span>
          </Badge>
        )}
        {row.seed && (
          <Badge title={words.seedHint(row.seed)}>
            {words.seed}
            <span className="sr-only">{words.seedHint(row.seed)}</span>
          </Badge>
        )}
      </Indented>
      <span
        role="gridcell"
        className={`flex min-w-0 grow items-center gap-3 font-mono text-[0.93rem] ${tone}`}
      >
        <span className="min-w-0 truncate">
          {branch ? (
            <span className="text-muted">
              {Array.isArray(row.value) ? `[${row.children}]` : `{${row.children}}`}
            </span>
          ) : (
            <Value value={row.value} />
          )}
        </span>
        {row.was && <WasBadge was={row.was} />}
      </span>
      <span
        role="gridcell"
        className={`absolute inset-y-0 right-0 flex items-center bg-inherit px-1 ${active ? "" : "opacity-0 group-hover:opacity-100 focus-within:opacity-100"}`}
        onClick={(event) => event.stopPropagation()}
      >
        {row.where && (
          <Link
            to="/"
            search={{ where: row.where }}
            aria-label={words.withValue(row.key)}
            title={words.withValue(row.key)}
            tabIndex={active ? 0 : -1}
            className="tap inline-grid w-[2.15rem] place-items-center px-0! text-muted hover:bg-sunken"
          >
            <Search aria-hidden size={15} />
          </Link>
        )}
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

function WasBadge({ was }: { was: Was }) {
  const words = useCardWords().args;
  if (was.value === undefined) return <Badge tone="good">+ {words.added}</Badge>;
  const text = writeExact(was.value);
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return (
    <span
      title={words.was(text.slice(0, 2000))}
      className="inline-flex min-w-0 items-center gap-1 truncate rounded-full border border-transparent bg-warn-soft px-2 py-px text-[0.86rem] text-warn"
    >
      ~ {words.was(short)}
    </span>
  );
}
