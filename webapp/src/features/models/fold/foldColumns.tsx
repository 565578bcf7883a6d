/**
 * The columns of the folded table: those of the table itself, of which a family shows what its models share, where they
 * differ, and for metrics mean and spread. Display only.
 */
import { Link } from "@tanstack/react-router";
import { ChevronRight, ListFilter, TriangleAlert } from "lucide-react";
import type { Family, Spread } from "../../../api/families.ts";
import type { ModelRow } from "../../../api/types.ts";
import { useLocale, useMessages, type Messages } from "../../../i18n/messages.ts";
import { formatCount, formatMetric } from "../../../lib/format/format.ts";
import type { GridColumn } from "../../../components/grid/grid.ts";
import { sharedRow, SIZE, type FoldRow } from "./foldRows.ts";

export interface FoldActs {
  toggle: (family: Family) => void;
  /** The search of the address that shows a family's models alone. */
  alone: (family: Family) => { where: string };
}

/** Turn the table's columns into those of the folded one. */
export function foldColumns(
  columns: readonly GridColumn<ModelRow>[],
  t: Messages,
  acts: FoldActs,
): GridColumn<FoldRow>[] {
  const [id, ...others] = columns;
  if (id === undefined) return [];
  const first: GridColumn<FoldRow> = {
    ...id,
    label: t.tools.fold.family,
    width: Math.max(320, id.width),
    sortable: false,
    full: undefined,
    cell: (row) => <FamilyCell row={row} id={id} acts={acts} />,
  };
  const size: GridColumn<FoldRow> = {
    key: SIZE,
    label: t.tools.fold.count,
    width: 96,
    align: "end",
    sortable: true,
    fixed: true,
    cell: (row) => (row.kind === "family" ? <Size count={row.family.count} /> : null),
  };
  return [first, size, ...others.map(folded)];
}

function folded(column: GridColumn<ModelRow>): GridColumn<FoldRow> {
  const metric = column.key.startsWith("metrics.");
  return {
    ...column,
    width: metric ? Math.max(190, column.width) : column.width,
    full: (row) => (row.kind === "model" ? column.full?.(row.row) : undefined),
    cell: (row) => {
      if (row.kind === "model") return column.cell(row.row);
      if (row.kind === "rest") return null;
      const { family } = row;
      const spread = family.metrics[column.key];
      if (spread) return <SpreadCell spread={spread} />;
      return family.varies.includes(column.key) ? <Varies /> : column.cell(sharedRow(family));
    },
  };
}

function FamilyCell({ row, id, acts }: { row: FoldRow; id: GridColumn<ModelRow>; acts: FoldActs }) {
  const t = useMessages();
  const words = t.tools.fold;
  if (row.kind === "model") return <span className="block h-full truncate pl-7">{id.cell(row.row)}</span>;
  if (row.kind === "rest") {
    return (
      <span className="block truncate pl-7 text-muted">
        {row.more === null ? (
          t.app.loading
        ) : (
          <Link to="/" search={acts.alone(row.family)} tabIndex={-1} className="text-accent hover:underline">
            {words.more(row.more)}
          </Link>
        )}
      </span>
    );
  }
  const { family } = row;
  return (
    <span className="flex h-full items-center gap-1">
      <button
        type="button"
        tabIndex={-1}
        aria-expanded={row.open}
        aria-label={words.expand(family.title || family.name)}
        className="grid size-6 shrink-0 place-items-center rounded hover:bg-canvas"
        onClick={() => acts.toggle(family)}
      >
        <ChevronRight
          aria-hidden
          size={15}
          className={`transition-transform ${row.open ? "rotate-90" : ""}`}
        />
      </button>
      <span className="flex min-w-0 grow" title={`${family.name} · ${family.family.slice(0, 12)}`}>
        <span className="truncate">{family.name}</span>
        <span className="shrink-0 whitespace-pre text-muted"> · {family.family.slice(0, 6)}</span>
      </span>
      <Link
        to="/"
        search={acts.alone(family)}
        tabIndex={-1}
        title={words.filter}
        aria-label={words.filter}
        className="grid size-6 shrink-0 place-items-center rounded text-muted opacity-0 group-hover:opacity-100 hover:bg-canvas hover:text-accent focus:opacity-100"
      >
        <ListFilter aria-hidden size={14} />
      </Link>
    </span>
  );
}

function Size({ count }: { count: number }) {
  const { language } = useLocale();
  return <span className={count === 1 ? "text-muted" : "font-medium"}>{formatCount(count, language)}</span>;
}

function Varies() {
  const t = useMessages();
  return <span className="text-faint italic">{t.tools.fold.varies}</span>;
}

/** Mean ± standard deviation; one replica alone has no spread, and that is said. */
function SpreadCell({ spread }: { spread: Spread }) {
  const t = useMessages();
  const { language } = useLocale();
  const words = t.tools.fold;
  const { mean, std, n } = spread;
  if (mean === null) return <span className="text-faint">{words.notFinite(spread.not_finite)}</span>;
  const told = words.told(formatMetric(mean, language), std === null ? null : formatMetric(std, language), n);
  return (
    <span title={told}>
      {formatMetric(mean, language)}
      {std === null ? (
        <span className="ml-1.5 text-[0.86rem] text-warn">
          <TriangleAlert aria-hidden size={12} className="mr-0.5 inline-block align-[-0.1em]" />
          {words.single}
        </span>
      ) : (
        <span className="text-muted"> ± {formatMetric(Number(std.toPrecision(2)), language)}</span>
      )}
      {std !== null && <span className="sr-only">{words.of(n)}</span>}
    </span>
  );
}
