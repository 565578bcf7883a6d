/** Replicas in rows, metrics in columns; below them mean, spread, range, and of how many. */
import { Link } from "@tanstack/react-router";
import type { Replicas } from "./family.ts";
import type { Spread } from "../../../api/families.ts";
import { Badge, toneOf } from "../../../components/layout/Badge.tsx";
import { KeyHeading } from "../../../components/layout/KeyHeading.tsx";
import { Scroll } from "../../../components/layout/Scroll.tsx";
import { Value } from "../../../components/tree/Value.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatMetric } from "../../../lib/format/format.ts";
import { modelParams } from "../../../lib/paths.ts";
import { useCardWords } from "../useCardWords.ts";

const ROUNDING = 1e-12;

/** The table; `id` is the model whose page this is. */
export function FamilyTable({ id, family }: { id: string; family: Replicas }) {
  const t = useMessages();
  const { language } = useLocale();
  const words = useCardWords().family;
  const metrics = Object.keys(family.metrics);
  const seeds = [...new Set(family.rows.flatMap((row) => Object.keys(row.seeds)))];
  const number = (value: number | string | null | undefined): string =>
    typeof value === "number" ? formatMetric(value, language) : (value ?? "");
  return (
    <Scroll pinned label={words.table}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.model}</th>
            {seeds.map((key) => (
              <th key={key} scope="col" className="text-right font-mono">
                {key}
              </th>
            ))}
            {metrics.map((key) => (
              <KeyHeading key={key} name={key} />
            ))}
            <th scope="col">{words.state}</th>
          </tr>
        </thead>
        <tbody>
          {family.rows.map((row) => (
            <tr key={row.id} data-here={row.id === id || undefined}>
              <th scope="row" className="max-w-[45vw] truncate md:max-w-80">
                {row.id === id ? (
                  <span className="inline-flex items-center gap-2">
                    {row.title || row.id}{" "}
                    <span className="max-sm:sr-only">
                      <Badge tone="accent">{words.here}</Badge>
                    </span>
                  </span>
                ) : (
                  <Link
                    to="/models/$dataset/$model"
                    params={modelParams(row.id)}
                    title={row.id}
                    className="text-accent underline"
                  >
                    {row.title || row.id}
                  </Link>
                )}
              </th>
              {seeds.map((key) => (
                <td key={key} className="text-right font-mono">
                  <Value value={row.seeds[key]} />
                </td>
              ))}
              {metrics.map((key) => (
                <td key={key} className="text-right" title={String(row.metrics[key] ?? "")}>
                  {number(row.metrics[key])}
                  {row.metrics[key] === undefined && <span className="sr-only">{t.app.missing}</span>}
                </td>
              ))}
              <td>
                <Badge tone={toneOf(row.state)}>{t.states[row.state as keyof typeof t.states]}</Badge>
              </td>
            </tr>
          ))}
        </tbody>
        {metrics.length > 0 && (
          <tfoot>
            <tr className="border-t-2 border-line font-semibold">
              <th scope="row">{words.mean}</th>
              {seeds.length > 0 && <td colSpan={seeds.length} />}
              {metrics.map((key) => (
                <td key={key} className="text-right">
                  <Mean spread={family.metrics[key]!} text={number} />
                </td>
              ))}
              <td />
            </tr>
            <tr className="align-top text-muted">
              <th scope="row">{words.range}</th>
              {seeds.length > 0 && <td colSpan={seeds.length} />}
              {metrics.map((key) => {
                const { min, max, n, not_finite } = family.metrics[key]!;
                return (
                  <td key={key} className="text-right">
                    {n > 1 && (
                      <span className="block">
                        {number(min)} – {number(max)}
                      </span>
                    )}
                    {words.of(n)}
                    {not_finite > 0 && <span className="text-warn"> · {words.notFinite(not_finite)}</span>}
                  </td>
                );
              })}
              <td />
            </tr>
          </tfoot>
        )}
      </table>
    </Scroll>
  );
}

function Mean({ spread, text }: { spread: Spread; text: (value: number | null) => string }) {
  if (spread.mean === null) return <span>–</span>;
  if (spread.std === null) return <span>{text(spread.mean)}</span>;
  // What is left of rounding is no spread.
  const std = spread.std < Math.abs(spread.mean) * ROUNDING ? 0 : spread.std;
  return (
    <span className="whitespace-nowrap">
      {text(spread.mean)} <span className="text-muted">± {text(std)}</span>
    </span>
  );
}
