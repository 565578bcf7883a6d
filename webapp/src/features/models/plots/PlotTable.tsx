/** The values of a plot as a plain table, the first of them. */
import { Link } from "@tanstack/react-router";
import type { ModelRow } from "../../../api/types.ts";
import { Scroll } from "../../../components/layout/Scroll.tsx";
import { Value } from "../../../components/tree/Value.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { modelParams } from "../../../lib/paths.ts";

const SHOWN = 200;

/** A row for each model, a column for each key. */
export function PlotTable({ rows, keys }: { rows: readonly ModelRow[]; keys: readonly string[] }) {
  const t = useMessages();
  return (
    <div className="min-h-0 grow overflow-y-auto">
      <Scroll label={t.tools.plot.table}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.fields.id}</th>
              {keys.map((key) => (
                <th key={key} scope="col">
                  {key}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, SHOWN).map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  <Link
                    to="/models/$dataset/$model"
                    params={modelParams(row.id)}
                    className="text-accent hover:underline"
                  >
                    {row.id}
                  </Link>
                </th>
                {keys.map((key) => (
                  <td key={key}>
                    <Value value={row[key]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {rows.length > SHOWN && <p className="p-2 text-muted">{t.tools.plot.more(rows.length - SHOWN)}</p>}
    </div>
  );
}
