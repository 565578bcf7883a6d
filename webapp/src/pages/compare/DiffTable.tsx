/** A comparison as a table: sections, keys down, models across, the base first marked. Display only. */
import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import type { Comparison, DiffRow } from "../../api/types.ts";
import { Badge } from "../../components/Badge.tsx";
import { Scroll } from "../../components/Scroll.tsx";
import { useLocale, useMessages, type Messages } from "../../i18n/messages.ts";
import { formatCount } from "../../lib/format.ts";
import { modelParams } from "../../lib/paths.ts";
import { DiffValue } from "./DiffValue.tsx";

/** One row per key. */
export function DiffTable({ comparison }: { comparison: Comparison }) {
  const t = useMessages();
  const { language } = useLocale();
  const { ids, base, rows, counts } = comparison;
  const sections = Object.keys(counts)
    .map((name) => ({ name, rows: rows.filter((row) => row.section === name) }))
    .filter((section) => section.rows.length > 0);
  return (
    <Scroll label={t.diff.table}>
      <table className="diff-table">
        <thead>
          <tr>
            <th scope="col">{t.diff.key}</th>
            {ids.map((id, at) => (
              <th key={id} scope="col" className={at === base ? "bg-accent-soft!" : ""}>
                <span className="flex items-center gap-2">
                  <Link
                    to="/models/$dataset/$model"
                    params={modelParams(id)}
                    title={id}
                    className="max-w-72 truncate text-accent hover:underline"
                  >
                    {id}
                  </Link>
                  {at === base && <Badge tone="accent">{t.diff.base}</Badge>}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sections.map(({ name, rows: inside }) => (
            <Fragment key={name}>
              <tr>
                <th scope="rowgroup" colSpan={ids.length + 1} className="bg-canvas!">
                  {t.diff.sections[name as keyof Messages["diff"]["sections"]] ?? name}{" "}
                  <span className="font-normal text-muted">
                    {formatCount(counts[name]!.different, language)} /{" "}
                    {formatCount(counts[name]!.total, language)}
                  </span>
                </th>
              </tr>
              {inside.map((row) => (
                <Row key={row.key} row={row} base={base} />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Row({ row, base }: { row: DiffRow; base: number }) {
  return (
    <tr>
      <th scope="row" className="max-w-80 truncate" title={row.key}>
        {row.key}
      </th>
      {row.cells.map((cell, at) => (
        <td key={at} className={at === base ? "bg-accent-soft!" : ""}>
          <DiffValue cell={cell} isBase={at === base} />
        </td>
      ))}
    </tr>
  );
}
